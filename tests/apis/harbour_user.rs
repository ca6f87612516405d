//! A program that uses the client of `harbour.yaml`: one call of each operation, and what comes back.

use std::collections::BTreeMap;

use harbour_client::api::ships::RegisterShipReply;
use harbour_client::models::{
    BerthKind, CargoItem, Ferry, ListShipsFilter, ListShipsFilterLength, LoadCargoBody, LoadResultWeight, NewBerth,
    ReportRequest, ReportRequestByBerth, ReportState, Ship, Tanker, TankerType, UpdateBerthBody, UploadShipPhotoBody,
    UploadShipPhotoBodyPosition,
};
use harbour_client::{Client, Error, ErrorKind, Patch, Safety, Timestamp, Upload};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    berths(&client).await?;
    ships(&client).await?;
    files(&client).await?;
    papers(&client).await?;
    untagged(&client).await?;
    assert_eq!(harbour_client::operations().len(), 20);
    assert!(harbour_client::operations().iter().any(|o| o.id() == "ringBell" && o.safety() == Safety::Unsafe));
    Ok(())
}

async fn berths(client: &Client) -> Result<(), Error> {
    let berths = client.berths();
    let kinds = [BerthKind::Pier, BerthKind::from("raft")];
    let list = berths.list().kinds(kinds).min_depth(2.5).free(true).with_response().await?;
    assert_eq!(list.request_id(), Some("r-1"));
    let list = list.into_value();
    assert_eq!(list.total, Some(2));
    let [first, second] = &list.berths[..] else { panic!("{list:?}") };
    assert_eq!((first.id, first.kind.as_ref()), (1, Some(&BerthKind::Quay)));
    assert_eq!(first.created_at, Some(Timestamp::new(1_700_000_000)));
    assert_eq!(first.fees, Some(BTreeMap::from([("day".to_owned(), 12.5)])));
    assert!(matches!(&first.moored[..], [Ship::Ferry(ferry), Ship::Unknown(_)] if ferry.seats == Some(90)));
    assert_eq!(second.kind.as_ref().map(BerthKind::as_str), Some("raft"));
    assert_eq!(second.extra()["lit"], true);

    let refused = berths.create(NewBerth::new("", "pier")).await.unwrap_err();
    let ErrorKind::Api(api) = refused.kind() else { panic!("{refused:?}") };
    assert_eq!((api.status().as_u16(), api.has_code("blank"), api.message()), (422, true, Some("no name")));

    let fees = BTreeMap::from([("day".to_owned(), 1.0)]);
    let made = berths.create(NewBerth::new("North", BerthKind::Pier).depth(4.0).fees(fees).set("lit", true)).await?;
    assert_eq!((made.id, made.name.as_deref()), (3, Some("North")));

    let missing = berths.get(404).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing:?}");

    let body = UpdateBerthBody::new().keeper(Patch::Null).depth(3.5);
    assert_eq!(berths.update(3, body).await?.keeper, None);
    berths.delete(3).await
}

async fn ships(client: &Client) -> Result<(), Error> {
    let ships = client.ships();
    let filter = ListShipsFilter::new().name("A & B").length(ListShipsFilterLength::new().min(30));
    let list = ships.list().flags(["se", "no,dk"]).pages([1, 2]).filter(filter).await?;
    assert_eq!(list.len(), 2);
    assert!(matches!(&list[0], Ship::Tanker(tanker) if tanker.r#type == TankerType::GasTanker));

    let tanker = Tanker::new(TankerType::Tanker, "9").volume(7);
    let known = ships.register(tanker.clone()).await?;
    assert!(matches!(known, RegisterShipReply::Ok(Ship::Tanker(same)) if same == tanker));
    let ferry = Ferry::new("10").sister(Ferry::new("11"));
    let new = ships.register(ferry.clone()).await?;
    assert!(matches!(new, RegisterShipReply::Created(made) if made.number.as_deref() == Some("N-1")));
    assert!(matches!(ships.register(ferry).await?, RegisterShipReply::Accepted(())));

    let Ship::Ferry(ferry) = ships.get("a/b c").await? else { panic!("it is a ferry") };
    assert_eq!(ferry.sister.as_ref().map(|sister| sister.imo.as_str()), Some("11"));

    let items = [CargoItem::new("coal").tonnes(2.0), CargoItem::new("tea")];
    let loaded = ships.load_cargo("9", "once", LoadCargoBody::new(items).note("fragile")).x_crane(4).await?;
    assert_eq!((loaded.accepted.len(), loaded.weight), (1, Some(LoadResultWeight::Text("2 t".to_owned()))));
    let nothing = LoadCargoBody::new([]).note(vec!["a".to_owned(), "b".to_owned()]);
    let loaded = ships.load_cargo("9", "twice", nothing).await?;
    assert_eq!(loaded.weight, Some(LoadResultWeight::Number(0.5)));
    Ok(())
}

async fn files(client: &Client) -> Result<(), Error> {
    let ships = client.ships();
    let position = UploadShipPhotoBodyPosition::new().lat(59.5).lon(18.0);
    let photo = Upload::new("ship.png", vec![0x89, 0, 0xff]).content_type("image/png");
    let body = UploadShipPhotoBody::new(photo).caption("At sea").position(position);
    assert_eq!(ships.upload_photo("9", body).await?.bytes, Some(3));
    assert_eq!(ships.get_photo("9").await?[..], [0x89, 0, 0xff]);

    ships.replace_log("9", "left\nport").await?;
    assert_eq!(ships.get_log("9").await?, "left\nport");
    Ok(())
}

async fn papers(client: &Client) -> Result<(), Error> {
    let papers = client.port_papers();
    assert_eq!(papers.get("9", "bill of lading").await?.location(), "https://elsewhere.example/paper");
    papers.send_manifest(vec![1, 2, 3]).await?;
    let report = papers.get_daily_report("2024-05-01").await?;
    assert_eq!(report["ships"][0]["imo"], "9");

    let by_berth = ReportRequest::from(ReportRequestByBerth::new(3));
    assert_eq!(papers.create_report(by_berth).await?.state, Some(ReportState::Queued));
    Ok(())
}

async fn untagged(client: &Client) -> Result<(), Error> {
    let rest = client.default_api();
    let tides = rest.list_tides().with_response().await?;
    assert_eq!(tides.value().len(), 2);
    assert_eq!((tides.value()[0].at.as_secs(), tides.value()[0].height), (1_700_000_000, 1.5));
    assert_eq!(tides.issues().total(), 1, "{:?}", tides.issues());
    assert_eq!(tides.issues().list()[0].path(), "$[1].height");

    assert_eq!(rest.check_health().await?, "fine");
    rest.ring_bell().await
}
