//! Which nodes of a graph lead to each other: Kosaraju's algorithm, for which a library of graphs would be much to compile.

use std::mem::replace;

/// A number for each node; nodes that lead to each other have the same. `ways` has the nodes that each leads to.
pub fn components(ways: &[Vec<usize>]) -> Vec<usize> {
    let mut back = vec![Vec::new(); ways.len()];
    for (from, targets) in ways.iter().enumerate() {
        for to in targets {
            back[*to].push(from);
        }
    }
    let mut numbers = vec![None; ways.len()];
    for root in finished(ways).into_iter().rev() {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if numbers[node].is_none() {
                numbers[node] = Some(root);
                open.extend(&back[node]);
            }
        }
    }
    numbers.into_iter().flatten().collect()
}

/// All nodes in the order in which a search in depth leaves them. It has no recursion, for a way may be long.
fn finished(ways: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(ways.len());
    let mut seen = vec![false; ways.len()];
    for root in 0..ways.len() {
        let mut way = if replace(&mut seen[root], true) { Vec::new() } else { vec![(root, 0)] };
        while let Some((node, next)) = way.last_mut() {
            if let Some(&target) = ways[*node].get(*next) {
                *next += 1;
                if !replace(&mut seen[target], true) {
                    way.push((target, 0));
                }
            } else {
                order.push(*node);
                way.pop();
            }
        }
    }
    order
}
