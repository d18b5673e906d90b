namespace Slipway.Deployment.Manifest;

/// <summary>How the gateway treats requests to one service.</summary>
public sealed record TrafficConfig
{
    /// <summary>From the request's arrival to the end of its answer, holding and retries included. Default 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request waits while no replica is ready, where the service scales from zero. Default 30 seconds.</summary>
    public TimeSpan HoldTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that wait at most for a replica; one more is refused with 503. Default 1000.</summary>
    public int MaxHeld { get; set; } = 1000;

    /// <summary>Requests in flight to one replica at most; one more goes elsewhere, or is refused with 503. Null for no limit.</summary>
    public int? MaxInFlight { get; set; }

    /// <summary>
    /// The service keeps a state between requests (sequences): none is sent twice. Default: no; inference may be repeated.
    /// </summary>
    public bool Stateful { get; set; }

    /// <summary>What is sent again, and how often.</summary>
    public RetryConfig Retries { get; set; } = new();

    /// <summary>A second request to another replica where the first takes long; null for none.</summary>
    public HedgingConfig? Hedging { get; set; }

    /// <summary>When a replica is left alone for a while.</summary>
    public CircuitBreakerConfig CircuitBreaker { get; set; } = new();

    /// <summary>What keeps a caller at one revision while traffic is split; null: each request is drawn by itself.</summary>
    public StickyConfig? Sticky { get; set; }

    /// <summary>Requests with a header that go to one revision whatever the split, the first that fits.</summary>
    public List<HeaderRouteConfig> Routes { get; set; } = [];
}

/// <summary>
/// A request is sent again where nothing of its answer was seen: always when no connection came about; where repeating is safe,
/// also when the connection broke or the replica answered 503 (gRPC: UNAVAILABLE).
/// </summary>
public sealed record RetryConfig
{
    /// <summary>Besides the first; 0 for none. Default 2.</summary>
    public int Attempts { get; set; } = 2;

    /// <summary>The largest body that is kept for it, in bytes. Default 1 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Retries at most, as a part of the requests of the last seconds: a failing service is not flooded. Default 0.2.</summary>
    public double Budget { get; set; } = 0.2;
}

/// <summary>Hedged requests; only where repeating is safe.</summary>
public sealed record HedgingConfig
{
    /// <summary>How long the first is waited for; null: the service's own 95th percentile.</summary>
    public TimeSpan? After { get; set; }

    /// <summary>Hedges at most, as a part of all requests. Default 0.05.</summary>
    public double Budget { get; set; } = 0.05;
}

/// <summary>When a replica is left alone for a while: passive health.</summary>
public sealed record CircuitBreakerConfig
{
    /// <summary>The part of failures (no connection, broken, 5xx but 501) from which on it opens. Default 0.5.</summary>
    public double FailureRate { get; set; } = 0.5;

    /// <summary>Requests that must have been seen first. Default 10.</summary>
    public int MinimumRequests { get; set; } = 10;

    /// <summary>What is looked at. Default 10 seconds.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays open before one request tries. Default 5 seconds.</summary>
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>What keeps a caller at one revision: a header of the request, or a cookie that the gateway sets.</summary>
public sealed record StickyConfig
{
    /// <summary>A request's header: who sends the same value stays.</summary>
    public string? Header { get; set; }

    /// <summary>The name of the cookie that the gateway sets.</summary>
    public string? Cookie { get; set; }
}

/// <summary>Requests whose header has a value go to a revision.</summary>
public sealed record HeaderRouteConfig
{
    /// <summary>Its name.</summary>
    public string Header { get; set; } = "";

    /// <summary>The whole value, compared exactly; null: any.</summary>
    public string? Value { get; set; }

    /// <summary><c>stable</c>, <c>candidate</c> (the stable one where there is none), or the number of a revision.</summary>
    public string Revision { get; set; } = "";
}
