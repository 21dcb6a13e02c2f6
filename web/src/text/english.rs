//! The English texts. Plain, exact, no exclamation marks, no blame; Helm's and OCI's own nouns.

/// Declares a key for each text. Names group by the place a text stands in.
macro_rules! catalogue {
    ($($key:ident = $text:literal;)*) => {
        /// The name of a text.
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        #[allow(non_camel_case_types, missing_docs)]
        pub enum Key { $($key),* }

        /// The texts in the order of the keys.
        pub(super) static TEXTS: &[&str] = &[$($text),*];

        /// The names in the same order: what a translation is checked against.
        #[cfg(test)]
        pub(super) static NAMES: &[&str] = &[$(stringify!($key)),*];
    };
}

catalogue! {
    // The frame.
    skip = "Skip to the content";
    menu = "Main";
    menu_push = "Push";
    menu_settings = "Settings";
    crumbs = "Where you are";
    footer_server = "Chartroom {version} with its registry at {host}";
    footer_in_page = "No server beside this page: its registry lives in this tab’s memory.";
    footer_checked = "Every digest shown with a tick was computed here.";
    loading = "Loading";
    details = "Details";
    cancel = "Cancel";
    retry = "Try again";
    open = "Open";
    close = "Close";
    show = "show";
    hide = "hide";
    copy = "copy";
    copied = "copied";
    copy_refused = "not allowed";
    copy_what = "Copy {what}";
    recent_charts = "Recent charts";
    drop_n = "Drop to read this file|Drop to read these {n} files";
    drop_what = "It is opened here, in the browser. Nothing is sent before you push.";

    // Time.
    time_now = "just now";
    time_minutes_ago = "{n} minute ago|{n} minutes ago";
    time_minutes_in = "in {n} minute|in {n} minutes";
    time_hours_ago = "{n} hour ago|{n} hours ago";
    time_hours_in = "in {n} hour|in {n} hours";
    time_days_ago = "{n} day ago|{n} days ago";
    time_days_in = "in {n} day|in {n} days";
    time_months_ago = "{n} month ago|{n} months ago";
    time_months_in = "in {n} month|in {n} months";
    time_years_ago = "{n} year ago|{n} years ago";
    time_years_in = "in {n} year|in {n} years";

    // The reference field.
    reference = "Reference";
    reference_placeholder = "oci://registry/chart, a host, a digest, or a helm command";
    understood_need_host = "A reference starts with a registry: registry.example.com/charts/name, or localhost:5000/name.";
    understood_spelt = "It is spelt like this: oci://registry.example.com/charts/name:1.2.3, the path in small letters.";
    understood_registry = "The registry {host}.";
    understood_classic = "A web address, not a reference. Charts in registries are written oci://host/path.";
    understood_digest = "A digest names content, not a place. Write host/repository@ before it, or drop the chart here.";
    understood_command = "helm {command}";
    understood_no_chart = "No chart in this command: it names no oci:// reference.";
    registry = "registry";
    repository = "repository";
    tag = "tag";
    digest = "digest";
    version = "version";
    newest_stable = "newest stable";
    this_registry = "this page’s registry";
    digest_checked = "Computed here over {size}: it matches.";
    digest_checked_short = "checked";

    // Home.
    home_headline = "Helm charts in OCI registries, read and pushed from this page.";
    home_lead_1 = "What leaves here is byte for byte what";
    home_lead_2 = "would send; what you read here is checked against its digest first.";
    home_drop = "Drop a chart anywhere on this page";
    home_drop_what_1 = "A";
    home_drop_what_2 = ", with its";
    home_drop_what_3 = "if there is one, or many at once. Pasting a file works, too.";
    home_drop_title = "Drop a chart";
    choose_file = "Choose files";
    try_sample = "try it with a sample chart";
    home_registry = "In this registry";
    home_registry_empty = "Nothing here yet.";
    home_registry_empty_why = "Whatever speaks OCI can use this registry:";
    home_registry_empty_page = "It lives in this tab’s memory: nobody else can reach it, and it is gone when the tab is closed or loaded again.";
    home_recent = "Recent";
    home_teach = "What this is";
    home_teach_1 = "A registry of its own at";
    home_teach_1b = "that helm, crane and oras can use as well.";
    home_teach_1_page = "A registry to try things with, in this tab’s memory. With chartroom-server beside the page it is a real one.";
    home_teach_2 = "A reader for any chart in any OCI registry: README, values, files, the exact manifest.";
    home_teach_3 = "Nothing is installed and nothing is sent until you press Push.";
    forget = "forget";
    forget_what = "Forget {what}";

    // Push.
    push_title = "Push";
    push_empty = "Nothing to push yet.";
    push_queue = "Dropped charts";
    push_to = "Push to {where}";
    push_again = "Push again";
    queue_pushed = "Pushed:";
    push_remove = "Take off the table";
    push_remove_what = "Take {what} off the table";
    push_local = "Read it first";
    plan_to = "to";
    plan_route = "route";
    route_direct = "direct";
    route_proxy = "through the proxy";
    route_page = "in this page";
    plan_tag = "tag";
    plan_add_tag = "another tag";
    plan_remove_tag = "Remove the tag {tag}";
    plan_created = "created";
    plan_created_hint = "RFC 3339. Helm takes the file’s modification time.";
    plan_about = "A chart of {size}, {files}, {dependencies}.";
    files_n = "{n} file|{n} files";
    dependencies_n = "{n} dependency|{n} dependencies";
    tags_n = "{n} tag|{n} tags";
    lines_n = "{n} line|{n} lines";
    documents_n = "{n} document|{n} documents";
    charts_n = "{n} repository|{n} repositories";
    hits_n = "{n} line found|{n} lines found";
    plan_exact = "Exactly what helm push would send.";
    plan_config = "config";
    plan_chart = "chart";
    plan_provenance = "provenance";
    plan_manifest = "manifest";
    plan_plus = "The version’s + becomes _ in the tag, because tags cannot have a +. Helm reads it back.";
    state_asking = "asking";
    state_there = "there already";
    state_done = "sent";
    state_mounted = "mounted";
    state_waiting = "waiting";
    state_stopped = "not sent";
    check_name_ok = "The name keeps to Helm’s convention.";
    check_name_odd = "The name does not keep to Helm’s convention: {detail}";
    check_version_ok = "The version is SemVer 2.";
    check_version_odd = "The version is not SemVer 2, so no range finds it: {detail}";
    check_size = "A blob is larger than 32 MiB, which Helm 4.2.1 to 4.2.4 cannot pull: {detail}";
    check_created = "No creation time: the manifest will not have one.";
    check_deprecated = "The chart says it should no longer be used.";
    check_api = "Helm does not know this apiVersion: {detail}";
    severity_problem = "Attention:";
    severity_note = "Note:";
    severity_good = "Checked:";
    check_tag_free = "The tag {tag} is free.";
    check_tag_same = "The tag {tag} is there with this very digest: nothing would change.";
    check_tag_other = "The tag {tag} is there with another digest, and would be moved.";
    check_tag_asking = "Asking whether the tag {tag} is there.";
    check_tag_unknown = "{host} did not say whether the tag {tag} is there.";
    check_signed_in = "Signed in to {host} as {name}.";
    check_anonymous = "Not signed in to {host}.";
    check_provenance_ok = "The provenance file belongs to this archive.";
    check_provenance_bad = "The provenance file does not belong to this archive: {why}";
    check_provenance_none = "No provenance file.";
    check_dependencies = "Every dependency is inside the archive.";
    check_dependencies_missing = "Not inside the archive: {names}.";
    open_there = "Open what is there";
    pushed_title = "Pushed";
    pushed_said = "Pushed {what}.";
    pushed_digest = "Digest";
    pushed_open = "Open {what}";
    pushing_said = "{percent} percent sent";
    push_started_said = "Pushing {what}.";
    opened_said = "{name} {version} is open.";
    pinned_lines = "Pinned by digest";
    problem_plan = "This chart cannot be planned for that place.";

    // A registry.
    registry_empty = "This registry holds nothing yet.";
    registry_empty_why = "Push a chart to it and it appears here.";
    registry_no_catalog = "This registry lists nothing.";
    registry_no_catalog_why = "Many registries have no catalog, or keep it for administrators. Name a repository and it opens.";
    registry_ask = "Repository";
    registry_other = "A repository that no list shows:";
    registry_filter = "Filter";
    signed_in_as = "signed in as {name}";
    sign_out = "Sign out";

    // A chart.
    tab_overview = "Overview";
    tab_values = "Values";
    tab_render = "Render";
    tab_files = "Files";
    tab_manifest = "Manifest";
    tab_versions = "Versions";
    tabs_of_chart = "Parts of the chart";
    chart_local = "on this machine only";
    chart_deprecated = "deprecated";
    chart_library = "library";
    chart_version = "Version";
    chart_download = "Download {file}";
    chart_download_prov = "Download .prov";
    chart_push = "Push this chart";
    chart_downloaded = "{file} is saved; its digest was checked.";
    chart_not = "This is not a Helm chart.";
    chart_not_why = "Its manifest has no layer of Helm’s type ({type}). The manifest can be read all the same.";
    chart_see_manifest = "Show the manifest";
    chart_moved = "The tag {tag} was moved while it was read.";
    chart_moved_why = "It pointed to {before} and points to {after} now. What is shown is the earlier one.";
    chart_moved_go = "Show what it points to now";
    chart_no_versions = "{what} has no version that fits.";
    chart_no_versions_why = "Tags found: {tags}. Helm only looks at tags that are versions.";
    fact_install = "Install";
    fact_about = "Facts";
    fact_chart = "chart";
    fact_app = "app version";
    fact_kube = "Kubernetes";
    fact_created = "created";
    fact_size = "size";
    fact_type = "type";
    fact_license = "licence";
    fact_category = "category";
    fact_home = "home";
    fact_links = "Links";
    fact_maintainers = "Maintainers";
    fact_keywords = "Keywords";
    fact_provenance = "provenance";
    fact_provenance_yes = "there, not verified";
    fact_provenance_no = "none";
    overview_readme = "README";
    overview_no_readme = "This chart has no README.";
    overview_no_readme_why = "Helm looks for README.md, README.txt or README in the chart’s root.";
    readme_images = "{n} image from another site is not loaded.|{n} images from other sites are not loaded.";
    readme_load_images = "Load images";
    overview_dependencies = "Dependencies";
    overview_changes = "Changes in this version";
    overview_images = "Container images";
    overview_crds = "Custom resource definitions";
    overview_annotations = "Annotations";
    dependency_name = "Chart";
    dependency_version = "Version";
    dependency_repository = "Repository";
    dependency_condition = "Condition";
    dependency_inside = "In the archive";
    no = "no";
    image_name = "Name";
    image_reference = "Image";
    annotation_key = "Key";
    annotation_value = "Value";

    // Render.
    render_values = "Values";
    render_values_hint = "# What differs from the\n# chart’s own values, as\n# in a file for --values.";
    render_own = "Start from the chart’s values";
    render_go_line = "Go to line {line}";
    render_name = "Release";
    render_namespace = "Namespace";
    render_kube = "Kubernetes";
    render_set_n = "--set, line {n}";
    render_set_add = "another line";
    render_set_remove = "Remove --set, line {n}";
    render_crds = "CRDs too";
    render_upgrade = "As an upgrade";
    render_hooks = "Hooks";
    render_tests = "Tests";
    render_schema = "Schema";
    render_result = "Manifests";
    render_find = "Find in manifests";
    render_jump = "Go to a document";
    render_took = "{ms} ms";
    render_stale = "What follows was rendered before the fault.";
    render_nothing = "Nothing comes out with these values.";
    render_nothing_why = "Every template is empty or switched off by a condition.";
    fault_title = "Helm stops here.";
    fault_cancelled = "Rendering was cancelled.";
    fault_engine = "The template engine did not arrive.";
    fault_values_line = "Line {line} of the values";
    fault_began = "It is in what begins further up:";
    fault_named = "Helm’s text names line {line}; what has to be mended stands on this one.";
    fault_words = "Helm’s words:";
    fault_lines = "The lines around it";
    fault_rendered = "With these values it becomes:";
    fault_own = "Nothing was changed yet: the chart needs more than its own values.";
    hint_tab = "A tab stands where YAML wants spaces.";
    hint_token = "A value that begins with this character needs quotes.";
    hint_colon = "This line has one colon too many, or stands too far to the right: a value with a colon needs quotes.";
    hint_indent = "This line stands further left or right than the ones it belongs to.";
    hint_open = "A bracket that was opened is not closed, or a comma is missing.";
    hint_quote = "The quote that opens here is never closed.";
    hint_anchor = "Nothing above has this anchor: a value that begins with * needs quotes.";
    hint_table = "Values are keys, each with a colon and what belongs to it; this is something else.";
    fault_tpl = "A template among your values fails. Correct it where you wrote it.";
    fault_action = "The action that failed:";
    fault_calls = "Called by";
    fault_yours = "This is about what you wrote:";
    fault_yours_at = "{key}, line {line}";

    // Lint, in the plan.
    lint_title = "helm lint";
    lint_waiting = "helm lint is at work.";
    lint_none = "helm lint finds nothing wrong.";
    lint_n = "helm lint finds one thing wrong.|helm lint finds {n} things wrong.";
    lint_error = "Error:";
    lint_warning = "Warning:";
    lint_info = "Note:";
    lint_absent = "helm lint could not be loaded; the push does not need it.";

    // Values and files.
    values_none = "This chart has no values.yaml.";
    values_none_why = "Everything it makes is fixed in its templates.";
    values_outline = "Outline";
    values_find = "Find in values";
    values_schema = "values.schema.json";
    files_tree = "Files";
    files_by_name = "by name";
    files_by_size = "biggest first";
    files_find = "Search all files";
    files_none_found = "No line of any file has “{text}”.";
    files_too_many = "Only the first {n} are shown.";
    files_missing = "There is no file {file} in this chart.";
    files_missing_why = "Another version may have it under another name.";
    file_binary = "This file is not text.";
    file_binary_why = "{size}. Download it to look inside.";
    file_empty = "This file is empty.";
    file_download = "download";
    file_mode = "mode {mode}";
    file_archive = "An archive inside the archive.";

    // The manifest.
    manifest_graph = "Artifact";
    manifest_pretty = "pretty";
    manifest_raw = "raw";
    manifest_headers = "headers";
    manifest_view = "How to show it";
    manifest_document = "Document";
    manifest_no_headers = "The browser showed no headers, or the answer came from this page’s memory.";
    manifest_about_chart = "the chart";
    manifest_about_config = "Chart.yaml as JSON";
    manifest_about_provenance = "the provenance file";
    manifest_about_manifest = "what the tag points to";
    manifest_about_index = "several manifests under one name";
    manifest_about_blob = "a blob";
    manifest_local = "This is the manifest that a push would send; it is nowhere yet.";
    manifest_keys = "j and k move between links, Enter opens, Backspace goes back.";
    manifest_not_json = "This document is not JSON; it is shown as it came.";
    manifest_type_unknown = "A media type this page knows nothing about.";
    manifest_type_read = "Where it is defined";
    blob_title = "Blob";
    blob_hex_first = "The first {n} bytes of {size}.";
    blob_tgz = "A gzipped archive.";

    // Versions.
    versions_title = "Versions";
    versions_note = "Sorted as Helm sorts them: newest first, then what is no version.";
    versions_not_semver = "not a version";
    versions_current = "shown";
    versions_pre = "pre-release";
    versions_local = "A dropped chart has one version: the one you dropped.";
    versions_filter = "Filter versions";

    // Settings.
    settings_title = "Settings";
    settings_what = "Kept in this browser. Passwords never longer than the tab.";
    settings_theme = "Theme";
    theme_system = "as the system has it";
    theme_light = "light";
    theme_dark = "night";
    settings_registries = "Registries";
    settings_registries_what = "Registries you have used. The route says who asks: this page, or the server beside it.";
    settings_host = "Registry";
    settings_route = "Route";
    settings_sign_in = "Sign-in";
    settings_tls = "Without TLS";
    settings_add = "Add";
    settings_add_host = "Add a registry";
    settings_forget_recents = "Forget recent charts";
    settings_recents = "Recent charts";
    settings_recents_what = "The list on the home page, kept in this browser only.";
    sign_in = "Sign in";
    sign_in_to = "Sign in to {host}";
    sign_in_hint = "Sent to this registry, or to the token server it names, and to nobody else.";
    signed_in_said = "The next request to {host} is signed in.";
    user_name = "User name";
    password = "Password or access token";
    keep_for_tab = "Keep until this tab is closed";
    use_proxy = "Go through the proxy on this server";
    use_direct = "Ask the registry directly";
    how_to_allow = "How a registry allows web pages";
    show_versions = "Show all versions";
    show_registry = "Look around in {host}";

    // Nothing here.
    lost_title = "Nothing is charted here.";
    lost_why = "The address leads to no view of Chartroom.";
    lost_home = "To the beginning";
    local_gone = "This chart is no longer on the table.";
    local_gone_why = "Dropped charts live in this tab’s memory until it is left or reloaded. Drop the file again and this address works again.";

    // Problems.
    registry_said = "The registry says: {text}.";
    problem_cors = "{host} did not answer this page.";
    problem_cors_why = "Either nothing listens there, or it answered without the header Access-Control-Allow-Origin that browsers ask for. A browser does not say which.";
    problem_unreachable = "{host} cannot be reached.";
    problem_unreachable_why = "The connection failed. Check the host and the port.";
    problem_own_why = "It is the server this page came from. It may have been stopped, or the connection to it is lost.";
    problem_offline = "This device is offline.";
    problem_offline_why = "The browser says so, and {host} did not answer. What is open here can still be read.";
    problem_tls = "The certificate of {host} is not trusted.";
    problem_tls_why = "The connection was refused before anything was sent.";
    problem_sign_in = "{host} wants to know who asks.";
    problem_sign_in_why = "It answered 401: this needs a sign-in, or the one given was not accepted.";
    problem_denied = "{host} refuses access to {what}.";
    problem_denied_why = "It answered 403: it knows who asks, and does not allow this.";
    problem_not_found = "{what} is not there.";
    problem_not_found_why = "The registry answered 404. The name or the tag may be spelt differently, or be visible only after a sign-in.";
    problem_not_found_page = "This page’s registry lives in the tab’s memory. Whatever was pushed before the page was loaded again is gone.";
    problem_blob_missing = "The registry has the manifest of {what}, but not all of its content.";
    problem_blob_missing_why = "A blob that the manifest names was answered with 404. It may have been deleted, or is still being copied.";
    problem_digest = "{host} sent other bytes than it promised.";
    problem_digest_why = "The digest of what came differs from the one it has to have. The bytes were thrown away.";
    problem_digest_wanted = "has to be";
    problem_digest_came = "came";
    problem_length_why = "What came has another length than it has to have ({text}). The bytes were thrown away.";
    problem_html = "{host} answered with a web page.";
    problem_html_why = "A registry answers JSON. This may be a sign-in page, or the address of a website instead of a registry.";
    problem_cancelled = "Cancelled.";
    problem_cancelled_why = "The request was stopped. Nothing half-done is visible to anybody: a tag is written last.";
    problem_too_large = "{what} is larger than this page accepts.";
    problem_too_large_why = "Helm refuses charts that unpack to more than 100 MB.";
    problem_immutable = "The tag is there and this registry does not let tags be moved.";
    problem_immutable_why = "Give the chart another version, or add another tag.";
    problem_quota = "{host} has no room for this.";
    problem_quota_why = "A quota or a size limit of the registry is reached.";
    problem_too_many = "{host} asks for a pause.";
    problem_too_many_why = "Too many requests came from here (429). Wait a little, or sign in: limits are higher then.";
    problem_endless = "The list of {host} does not end.";
    problem_endless_why = "Its pages lead back to themselves. What was read so far was thrown away.";
    problem_proxy = "The proxy does not go to {host}.";
    problem_proxy_why = "Its list of allowed registries does not name this one. Whoever runs the server can add it, or choose the direct route.";
    problem_server = "{host} failed.";
    problem_server_why = "The fault is on its side.";
    problem_part = "A part of this page did not arrive.";
    problem_part_why = "It is loaded from the site itself when it is first wanted. Either there is no connection, or the site was renewed: then loading the page again helps.";
    problem_other = "{host} answered in a way that is not understood.";
    problem_other_why = "The answer does not follow the OCI distribution protocol.";
    problem_not_chart = "{file} is not a chart archive.";
    problem_chart_large = "{file} is larger than Helm allows.";
    problem_chart_damaged = "{file} is damaged.";
    problem_chart_refused = "Helm would not load {file}.";
    problem_chart_why = "Helm’s words: {text}.";
    problem_file_large = "{file} has {size}: too large for a chart.";
    problem_file_large_why = "Nothing of it was read. A chart may unpack to 100 MB at most, so no archive over {limit} can be one.";
    problem_unreadable = "{file} could not be read.";
    problem_prov_alone = "{file} came without its archive.";
    problem_prov_alone_why = "Drop {archive} together with it, or before it.";
    problem_sample = "The sample chart could not be loaded.";
    problem_sample_why = "The page is probably offline.";
    problem_reference = "This is not a reference.";
    problem_reference_why = "{text}. A reference names a registry, a path in small letters, and a version if there is one:";
    problem_reference_go = "Open {what}";
}
