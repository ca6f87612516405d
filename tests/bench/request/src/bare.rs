//! The contact as serde's derives read it: the same fields as in the client's model, of the same types or what serde has in
//! their place. Fields that are not among them are skipped, which the client keeps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct Contact {
    pub r#type: Option<String>,
    pub id: String,
    pub external_id: Option<String>,
    pub workspace_id: Option<String>,
    pub role: String,
    pub email: Option<String>,
    pub email_domain: Option<String>,
    pub phone: Option<String>,
    pub formatted_phone: Option<String>,
    pub name: Option<String>,
    pub owner_id: Option<String>,
    pub has_hard_bounced: Option<bool>,
    pub marked_email_as_spam: Option<bool>,
    pub unsubscribed_from_emails: Option<bool>,
    pub created_at: i64,
    pub updated_at: i64,
    pub signed_up_at: Option<i64>,
    pub last_seen_at: Option<i64>,
    pub last_replied_at: Option<i64>,
    pub last_contacted_at: Option<i64>,
    pub last_email_opened_at: Option<i64>,
    pub last_email_clicked_at: Option<i64>,
    pub language_override: Option<String>,
    pub browser: Option<String>,
    pub browser_version: Option<String>,
    pub browser_language: Option<String>,
    pub os: Option<String>,
    pub android_app_name: Option<String>,
    pub android_app_version: Option<String>,
    pub android_device: Option<String>,
    pub android_os_version: Option<String>,
    pub android_sdk_version: Option<String>,
    pub android_last_seen_at: Option<i64>,
    pub ios_app_name: Option<String>,
    pub ios_app_version: Option<String>,
    pub ios_device: Option<String>,
    pub ios_os_version: Option<String>,
    pub ios_sdk_version: Option<String>,
    pub ios_last_seen_at: Option<i64>,
    #[serde(default)]
    pub custom_attributes: BTreeMap<String, Value>,
    pub avatar: Option<Avatar>,
    pub tags: Option<List<Reference>>,
    pub notes: Option<List<Reference>>,
    pub companies: Option<List<Reference>>,
    pub location: Option<Location>,
    pub social_profiles: Option<SocialProfiles>,
    #[serde(default)]
    pub merge_history: Vec<Merge>,
    pub enabled_push_messaging: Option<bool>,
    pub opted_out_subscription_types: Option<List<Reference>>,
    pub opted_in_subscription_types: Option<List<Reference>>,
    pub utm_campaign: Option<String>,
    pub utm_content: Option<String>,
    pub utm_medium: Option<String>,
    pub utm_source: Option<String>,
    pub utm_term: Option<String>,
    pub referrer: Option<String>,
    pub sms_consent: Option<bool>,
    pub unsubscribed_from_sms: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct Avatar {
    pub r#type: Option<String>,
    pub image_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct List<T> {
    pub data: Vec<T>,
    pub url: Option<String>,
    pub total_count: Option<i64>,
    pub has_more: Option<bool>,
    pub r#type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct Reference {
    pub r#type: Option<String>,
    pub id: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct Location {
    pub r#type: Option<String>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub city: Option<String>,
    pub country_code: Option<String>,
    pub continent_code: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct SocialProfiles {
    pub data: Vec<SocialProfile>,
    pub r#type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct SocialProfile {
    pub r#type: Option<String>,
    pub name: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is there to be read")]
pub struct Merge {
    pub r#type: Option<String>,
    pub source_contact_id: Option<String>,
    pub source_contact_role: Option<String>,
    pub merged_at: Option<i64>,
}
