//! The vocabulary: concepts and transports.

/// How a server is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// A process, spoken to by its standard input and output.
    Stdio,
    /// Streamable HTTP.
    Http,
    /// HTTP with server-sent events, the older remote transport.
    Sse,
    /// A WebSocket.
    Ws,
}

impl Transport {
    /// Every transport.
    pub const ALL: [Self; 4] = [Self::Stdio, Self::Http, Self::Sse, Self::Ws];

    /// The canonical name, with its article.
    #[must_use]
    pub const fn a_name(self) -> &'static str {
        match self {
            Self::Stdio => "a stdio",
            Self::Http => "an http",
            Self::Sse => "an sse",
            Self::Ws => "a ws",
        }
    }

    /// The canonical name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stdio => "stdio",
            Self::Http => "http",
            Self::Sse => "sse",
            Self::Ws => "ws",
        }
    }

    /// The set that holds this one alone.
    #[must_use]
    pub const fn only(self) -> Transports {
        Transports(1 << self as u8)
    }
}

/// A set of transports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transports(u8);

impl Transports {
    /// All of them.
    pub const ANY: Self = Self(0b1111);
    /// None of them.
    pub const NONE: Self = Self(0);
    /// Those that a URL leads to.
    pub const REMOTE: Self = Self(0b1110);
    /// Streamable HTTP and SSE: all that a URL leads to in most hosts.
    pub const HTTP_SSE: Self = Transport::Http.only().and(Transport::Sse.only());
    /// Processes only.
    pub const STDIO: Self = Transport::Stdio.only();

    /// Whether `transport` is in the set.
    #[must_use]
    pub const fn has(self, transport: Transport) -> bool {
        self.0 & transport.only().0 != 0
    }

    /// Its members.
    pub fn iter(self) -> impl Iterator<Item = Transport> {
        Transport::ALL.into_iter().filter(move |&transport| self.has(transport))
    }

    /// The one that is in the set, where it is one alone.
    #[must_use]
    pub fn single(self) -> Option<Transport> {
        Transport::ALL.into_iter().find(|one| one.only() == self)
    }

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

macro_rules! concepts {
    ($(#[doc = $doc:literal] $variant:ident = $name:literal,)*) => {
        /// What a field is about, across hosts.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[non_exhaustive]
        pub enum Concept {
            $(#[doc = $doc] $variant,)*
        }

        impl Concept {
            /// Every concept.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON, TOML and JavaScript; the concept of `hosts.json`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// A sentence about it.
            #[must_use]
            pub fn description(self) -> &'static str {
                let text = match self {
                    $(Self::$variant => $doc,)*
                };
                text.trim_start()
            }
        }
    };
}

impl Concept {
    /// Whether two names in the map that a field of this concept is are the same: those of headers whatever their case.
    #[must_use]
    pub fn is_same_name(self, one: &str, other: &str) -> bool {
        if self == Self::Headers { one.eq_ignore_ascii_case(other) } else { one == other }
    }
}

concepts! {
    /// The server's own name.
    Name = "name",
    /// The transport's own field.
    Transport = "transport",
    /// The program that is started.
    Command = "command",
    /// Its arguments.
    Args = "args",
    /// Variables that are set for it.
    Env = "env",
    /// A file with more of them.
    EnvFile = "env_file",
    /// The folder that it starts in.
    Cwd = "cwd",
    /// Where a remote server is.
    Url = "url",
    /// Headers of requests to it.
    Headers = "headers",
    /// A command that prints headers.
    HeadersHelper = "headers_helper",
    /// Whether and how the host signs in.
    AuthMode = "auth_mode",
    /// OAuth: the client's id.
    OauthClientId = "oauth_client_id",
    /// OAuth: the client's secret.
    OauthClientSecret = "oauth_client_secret",
    /// OAuth: the local port of the callback.
    OauthCallbackPort = "oauth_callback_port",
    /// OAuth: the address of the callback.
    OauthRedirectUri = "oauth_redirect_uri",
    /// OAuth: the scopes asked for.
    OauthScopes = "oauth_scopes",
    /// Anything else about OAuth.
    Oauth = "oauth",
    /// How long a start may take.
    StartupTimeout = "startup_timeout",
    /// How long a call may take.
    ToolTimeout = "tool_timeout",
    /// How long a start or a call may take.
    Timeout = "timeout",
    /// Whether the host starts it.
    Enabled = "enabled",
    /// The only tools that may be used.
    ToolsAllow = "tools_allow",
    /// Tools that may not be used.
    ToolsDeny = "tools_deny",
    /// Tools, or a mode, that need no approval.
    AutoApprove = "auto_approve",
    /// Approval tool by tool.
    ToolApproval = "tool_approval",
    /// What people read about it.
    Description = "description",
    /// What people call it.
    DisplayName = "display_name",
    /// What one host alone has.
    HostSpecific = "host_specific",
}
