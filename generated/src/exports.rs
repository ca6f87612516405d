//! Exports, from the job that makes one to the file.
//!
//! ```no_run
//! # use intercom_client::{Client, Error, models::CreateDataExportsRequest};
//! # async fn example(client: Client) -> Result<(), Error> {
//! let march = CreateDataExportsRequest::new(1_772_323_200, 1_775_001_600);
//! match client.data_export().export(march).save_to("march.csv").await? {
//!     Some(size) => println!("{size} bytes"),
//!     None => println!("nothing was sent in March"),
//! }
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::api::data_export::DataExport;
use crate::api::reporting_data_export::ReportingDataExport;
use crate::models::{CreateDataExportsRequest, EnqueueReportingDataExportBody};
use crate::rt::{BoxFuture, DownloadFuture, Polling};
use crate::{Client, Download, Error};

impl DataExport {
    /// Exports what was sent in a range of time, and what became of it: CSV files in a zip or, of old, one CSV file.
    ///
    /// A workspace has one such job at a time: starting a second one fails with status 429.
    pub fn export(&self, range: CreateDataExportsRequest) -> Export {
        Export::new(&self.client, Source::Content { range })
    }
}

impl ReportingDataExport {
    /// Exports a set of data for reports. The ids are those of the workspace and of the application that asks.
    pub fn export(
        &self,
        body: EnqueueReportingDataExportBody,
        app_id: impl Into<String>,
        client_id: impl Into<String>,
    ) -> Export {
        let (app_id, client_id) = (app_id.into(), client_id.into());
        Export::new(&self.client, Source::Reporting { body, app_id, client_id })
    }
}

/// An export in the making. What is dropped before its end goes on at the API: keep the
/// [identifier](Progress::job_identifier) and [`resume`](Self::resume) it.
#[must_use = "nothing is exported until the file is asked for"]
pub struct Export {
    client: Client,
    source: Source,
    job_identifier: Option<String>,
    polling: Polling,
    on_progress: Option<OnProgress>,
}

type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// How far an export has come.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The job, by which it can be resumed.
    pub job_identifier: String,
    /// Its state as the API tells it, such as `pending` or `in_progress`.
    pub status: String,
}

/// What kind of export it is.
enum Source {
    Content { range: CreateDataExportsRequest },
    Reporting { body: EnqueueReportingDataExportBody, app_id: String, client_id: String },
}

impl Export {
    fn new(client: &Client, source: Source) -> Self {
        Self { client: client.clone(), source, job_identifier: None, polling: Polling::new(), on_progress: None }
    }

    /// Waits for a job that was started before, in place of starting one.
    pub fn resume(mut self, job_identifier: impl Into<String>) -> Self {
        self.job_identifier = Some(job_identifier.into());
        self
    }

    /// Sets how the job is waited for; otherwise as [`Polling::new`] does.
    pub fn polling(mut self, polling: Polling) -> Self {
        self.polling = polling;
        self
    }

    /// Sets what is told each time that the job was asked after.
    pub fn on_progress(mut self, hook: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(hook));
        self
    }

    /// Waits for the job, then begins the download of its file, which is decompressed on its way. `None` where there was
    /// nothing to export.
    ///
    /// # Errors
    /// When a call fails, the job ends without a file ([`ErrorKind::Job`](crate::ErrorKind::Job)), or the time is up.
    pub async fn download(self) -> Result<Option<Download>, Error> {
        let job = match &self.job_identifier {
            Some(job) => job.clone(),
            None => {
                let started = self.source.start(&self.client).await?;
                self.tell(&started);
                started.job_identifier
            }
        };
        let has_file = self.polling.until(&self.client, || self.ask(&job)).await?;
        if !has_file {
            return Ok(None);
        }
        Ok(Some(self.source.download(&self.client, &job).await?.gunzip()))
    }

    /// Waits for the job, then writes its file to a path, decompressed, and gives its size in bytes. `None` where there was
    /// nothing to export; then nothing is written.
    ///
    /// # Errors
    /// As [`download`](Self::download), and when the file cannot be written.
    pub async fn save_to(self, path: impl AsRef<Path>) -> Result<Option<u64>, Error> {
        match self.download().await? {
            Some(file) => file.save_to(path).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether there is a file; `None` where the job is not done.
    async fn ask(&self, job: &str) -> Result<Option<bool>, Error> {
        let progress = self.source.ask(&self.client, job).await?;
        self.tell(&progress);
        match progress.status.as_str() {
            "completed" | "complete" => Ok(Some(true)),
            "no_data" => Ok(Some(false)),
            "failed" | "canceled" | "expired" => Err(Error::job(progress.status)),
            _ => Ok(None),
        }
    }

    fn tell(&self, progress: &Progress) {
        if let Some(hook) = &self.on_progress {
            hook(progress);
        }
    }
}

impl Source {
    /// Starts the job.
    fn start(&self, client: &Client) -> BoxFuture<'static, Result<Progress, Error>> {
        match self {
            Self::Content { range } => {
                let call = client.data_export().create(range.clone());
                Box::pin(async {
                    let job = call.await?;
                    Ok(Progress { job_identifier: job.job_identifier, status: job.status.to_string() })
                })
            }
            Self::Reporting { body, .. } => {
                let call = client.reporting_data_export().enqueue(body.clone());
                Box::pin(async {
                    let job = call.await?;
                    Ok(Progress {
                        job_identifier: job.job_identifier.unwrap_or_default(),
                        status: job.status.unwrap_or_default(),
                    })
                })
            }
        }
    }

    /// Asks after the job.
    fn ask(&self, client: &Client, job: &str) -> BoxFuture<'static, Result<Progress, Error>> {
        let job_identifier = job.to_owned();
        match self {
            Self::Content { .. } => {
                let call = client.data_export().get(job);
                Box::pin(async { Ok(Progress { job_identifier, status: call.await?.status.to_string() }) })
            }
            Self::Reporting { app_id, client_id, .. } => {
                let call = client.reporting_data_export().get(job, app_id, client_id);
                Box::pin(async { Ok(Progress { job_identifier, status: call.await?.status.unwrap_or_default() }) })
            }
        }
    }

    fn download(&self, client: &Client, job: &str) -> DownloadFuture {
        match self {
            Self::Content { .. } => client.data_export().download(job).stream(),
            Self::Reporting { app_id, .. } => client.reporting_data_export().download(job, app_id).stream(),
        }
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("job_identifier", &self.job_identifier)
            .field("polling", &self.polling)
            .finish_non_exhaustive()
    }
}
