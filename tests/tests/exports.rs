//! Exports, from the start of the job to the file.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use intercom_client::models::{CreateDataExportsRequest, EnqueueReportingDataExportBody};
use intercom_client::testing::{Answer, Fault, Script, block_on};
use intercom_client::{Client, ErrorKind, Method, Polling};
use serde_json::{Value, json};

const CSV: &str = "user_id,opened\n1,yes\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn job(status: &str) -> Value {
    json!({"job_identifier": "j1", "status": status, "download_url": "", "download_expires_at": ""})
}

fn range() -> CreateDataExportsRequest {
    CreateDataExportsRequest::new(1_772_323_200, 1_775_001_600)
}

/// The script of a content export whose job goes through these states.
fn content(states: &[&str]) -> Script {
    let start = Script::new().on(Method::POST, "/export/content/data").reply(200, job("pending"));
    states.iter().fold(start, |script, state| script.on(Method::GET, "/export/content/data/j1").reply(200, job(state)))
}

fn client(script: &Script) -> Client {
    script.builder().build().unwrap()
}

#[test]
fn a_content_export_is_started_waited_for_downloaded_and_decompressed() {
    let file = Answer::bytes(200, gzip(CSV)).header("content-type", "application/octet-stream");
    let script = content(&["pending", "in_progress", "completed"])
        .on(Method::GET, "/download/content/data/j1")
        .header("accept", "application/octet-stream")
        .answer(file);
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("content.csv");
    let export = client(&script).data_export().export(range());
    let export = export.on_progress(move |progress| telling.lock().unwrap().push(progress.clone()));
    let size = block_on(export.save_to(&path)).unwrap();
    script.finish();
    assert_eq!(size, Some(CSV.len() as u64));
    assert_eq!(std::fs::read_to_string(path).unwrap(), CSV);
    let states: Vec<String> = told.lock().unwrap().iter().map(|progress| progress.status.clone()).collect();
    assert_eq!(states, ["pending", "pending", "in_progress", "completed"]);
    assert_eq!(script.waits(), [1, 2].map(Duration::from_secs), "it asks at once, then less and less often");
}

#[test]
fn a_reporting_export_goes_the_same_way() {
    let script = Script::new()
        .on(Method::POST, "/export/reporting_data/enqueue")
        .json(json!({"dataset_id": "d", "attribute_ids": ["a"], "start_time": 1, "end_time": 2}))
        .reply(200, json!({"job_identifier": "j1", "status": "pending"}))
        .on(Method::GET, "/export/reporting_data/j1")
        .query("app_id", "app")
        .query("client_id", "me")
        .reply(200, json!({"job_identifier": "j1", "status": "complete"}))
        .on(Method::GET, "/download/reporting_data/j1")
        .query("app_id", "app")
        .answer(Answer::bytes(200, CSV));
    let body = EnqueueReportingDataExportBody::new("d", ["a"], 1, 2);
    let export = client(&script).reporting_data_export().export(body, "app", "me");
    let bytes = block_on(async {
        let mut file = export.download().await.unwrap().unwrap();
        let mut bytes = Vec::new();
        while let Some(chunk) = file.next().await {
            bytes.extend_from_slice(&chunk.unwrap());
        }
        bytes
    });
    script.finish();
    assert_eq!(bytes, CSV.as_bytes(), "what is not compressed comes as it is");
}

#[test]
fn an_export_without_data_writes_nothing() {
    let script = content(&["no_data"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("content.csv");
    assert_eq!(block_on(client(&script).data_export().export(range()).save_to(&path)).unwrap(), None);
    script.finish();
    assert!(!path.exists());
}

#[test]
fn a_job_that_was_started_before_is_resumed() {
    let script = Script::new()
        .on(Method::GET, "/export/content/data/j1")
        .reply(200, job("complete"))
        .on(Method::GET, "/download/content/data/j1")
        .answer(Answer::bytes(200, gzip("")));
    let file = block_on(client(&script).data_export().export(range()).resume("j1").download()).unwrap();
    assert!(file.is_some());
    script.finish();
}

#[test]
fn what_goes_wrong_on_the_way_is_told() {
    for state in ["failed", "canceled"] {
        let script = content(&["pending", state]);
        let error = block_on(client(&script).data_export().export(range()).download()).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Job(state.to_owned()));
    }

    // Waits of 1, 2 and 4 seconds fit into ten, one of 8 more does not.
    let script = content(&["pending", "pending", "pending", "pending"]);
    let polling = Polling::new().timeout(Duration::from_secs(10));
    let error = block_on(client(&script).data_export().export(range()).polling(polling).download()).unwrap_err();
    assert!(error.is_timeout(), "{error}");
    script.finish();
    assert_eq!(script.elapsed(), Duration::from_secs(7));

    // A second job at a time is refused, and a call that starts one is not made again for ever.
    let refusal = json!({"type": "error.list", "errors": [{"code": "rate_limit_exceeded"}]});
    let script = Script::new().on(Method::POST, "/export/content/data").times(3).reply(429, refusal);
    let error = block_on(client(&script).data_export().export(range()).download()).unwrap_err();
    assert!(error.is_rate_limited());
    script.finish();
}

#[test]
fn a_file_that_was_cut_off_is_no_file() {
    let whole = gzip(&CSV.repeat(1000));
    for length in [1, 2, 12, whole.len() / 2, whole.len() - 1] {
        let script = content(&["completed"])
            .on(Method::GET, "/download/content/data/j1")
            .answer(Answer::bytes(200, whole[..length].to_vec()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("content.csv");
        let outcome = block_on(client(&script).data_export().export(range()).save_to(&path));
        if length == 1 {
            assert_eq!(outcome.unwrap(), Some(1), "a byte alone is no gzip file");
            continue;
        }
        assert_eq!(outcome.unwrap_err().kind(), &ErrorKind::Transport, "{length}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left of it");
    }
    let script = content(&["completed"]).on(Method::GET, "/download/content/data/j1").fail(Fault::Reset);
    let retried = script.on(Method::GET, "/download/content/data/j1").answer(Answer::bytes(200, whole));
    let export = client(&retried).data_export().export(range());
    assert!(block_on(export.download()).unwrap().is_some(), "the head of a download is asked for again");
}
