namespace Slipway.Deployment.Manifest;

/// <summary>The front door: one address for all services.</summary>
public sealed record GatewayConfig
{
    /// <summary>An address, or <c>*</c> for all interfaces. Default 127.0.0.1.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>REST and the console; 0 takes a free one. Default 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>gRPC; 0 takes a free one. Default 8081.</summary>
    public int GrpcPort { get; set; } = 8081;

    /// <summary>Certificates; null: cleartext.</summary>
    public TlsConfig? Tls { get; set; }

    /// <summary>Who may call; null: everybody who reaches it.</summary>
    public AuthConfig? Auth { get; set; }

    /// <summary>Whether the console's page is served. Default true.</summary>
    public bool Console { get; set; } = true;

    /// <summary>The largest body, in bytes. Default 64 MiB.</summary>
    public long MaxRequestBytes { get; set; } = 64 << 20;

    /// <summary>Requests at the same time, over all services; one more is refused with 503. Default 10,000.</summary>
    public int MaxConcurrency { get; set; } = 10_000;
}

/// <summary>A certificate and its key, in PEM; relative to the manifest. They are read again when they change.</summary>
public sealed record TlsConfig
{
    /// <summary>The certificate, with those between it and its authority.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>Its private key.</summary>
    public string Key { get; set; } = "";
}

/// <summary>Who may call. One of the ways suffices.</summary>
public sealed record AuthConfig
{
    /// <summary>A file with a key in each line (<c>NAME: KEY</c>), sent as <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>.</summary>
    public string? KeysFile { get; set; }

    /// <summary>Tokens of an issuer.</summary>
    public JwtConfig? Jwt { get; set; }
}

/// <summary>Tokens of an issuer (RFC 7519), checked by its published keys.</summary>
public sealed record JwtConfig
{
    /// <summary>The issuer's address, under which <c>/.well-known/openid-configuration</c> is found.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Whom the token must be for.</summary>
    public string Audience { get; set; } = "";
}
