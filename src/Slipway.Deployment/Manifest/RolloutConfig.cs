using System.Text.Json.Serialization;

namespace Slipway.Deployment.Manifest;

/// <summary>How a new revision takes over from the one before it.</summary>
public sealed record RolloutConfig
{
    /// <summary>Default: all at once, as soon as the new revision is ready.</summary>
    public RolloutStrategy Strategy { get; set; }

    /// <summary>For <c>canary</c>: the percent of traffic at each step, rising, before all of it. Default 5, 25, 50.</summary>
    public List<double> Steps { get; set; } = [5, 25, 50];

    /// <summary>The least time at each step, and for the other strategies the least time of watching. Default 1 minute.</summary>
    public TimeSpan StepTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Requests that the new revision must have answered at a step before it goes on; all-at-once does not wait for them. The more,
    /// the finer the gates: see <see cref="Rollouts.GateVerdict.Passed"/>. Default 100.
    /// </summary>
    public int MinimumRequests { get; set; } = 100;

    /// <summary>For how long a step waits for its requests and for a clear verdict. Default 30 minutes.</summary>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>What becomes of a release whose gates never came to a verdict. Default: it is paused, for a person to decide.</summary>
    public UndecidedAction Undecided { get; set; }

    /// <summary>What the new revision must show.</summary>
    public GatesConfig Gates { get; set; } = new();

    /// <summary>How long the old revision is kept running, without traffic, after a promotion. Default: not.</summary>
    public TimeSpan KeepOld { get; set; }
}

/// <summary>The ways in which a new revision takes over.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RolloutStrategy>))]
public enum RolloutStrategy
{
    /// <summary>All traffic moves when the new revision is ready; gates watch what follows, and roll back.</summary>
    AllAtOnce = 0,

    /// <summary>Traffic moves in steps, each judged by the gates.</summary>
    Canary,

    /// <summary>The new revision runs whole beside the old one, passes its golden requests, takes all traffic; the old stays until the gates have judged.</summary>
    BlueGreen,

    /// <summary>The new revision gets copies of requests, whose answers are compared and thrown away; then all traffic moves.</summary>
    Shadow,
}

/// <summary>What becomes of a release that cannot be judged.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<UndecidedAction>))]
public enum UndecidedAction
{
    Pause = 0,
    Promote,
    Rollback,
}

/// <summary>What the new revision must show; each is a statistical test against the old one on the traffic of the same time.</summary>
public sealed record GatesConfig
{
    /// <summary>The part of requests that fail (5xx, broken connections). <c>false</c> (null) switches it off.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ErrorRateGate? ErrorRate { get; set; } = new();

    /// <summary>How long answers take. <c>false</c> (null) switches it off.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public LatencyGate? Latency { get; set; } = new();

    /// <summary>
    /// Whether answers agree with the old revision's on mirrored requests. Null (the default, but for shadow): not compared. With
    /// all-at-once and blue-green, copies are compared first and traffic moves when they agree.
    /// </summary>
    public AgreementGate? Agreement { get; set; }

    /// <summary>Whether the requests that the package brings along (<c>requests/*.json</c>) are answered as it says, before any traffic. Default true.</summary>
    public bool Golden { get; set; } = true;
}

/// <summary>Fails where the error rate is higher than the old revision's by more than is tolerated.</summary>
public sealed record ErrorRateGate
{
    /// <summary>What more is tolerated, as a part of requests. Default 0.01.</summary>
    public double Tolerance { get; set; } = 0.01;
}

/// <summary>Fails where a quantile of latency is higher than the old revision's by more than is tolerated.</summary>
public sealed record LatencyGate
{
    /// <summary>Quantiles looked at. Default 0.5 and 0.95.</summary>
    public List<double> Quantiles { get; set; } = [0.5, 0.95];

    /// <summary>What more is tolerated, as a part of the old revision's. Default 0.2.</summary>
    public double Tolerance { get; set; } = 0.2;

    /// <summary>What more is tolerated in any case. Default 10 ms.</summary>
    public TimeSpan AtLeast { get; set; } = TimeSpan.FromMilliseconds(10);
}

/// <summary>Fails where fewer answers agree than is asked for.</summary>
public sealed record AgreementGate
{
    /// <summary>The part of compared answers that must agree. Default 0.98.</summary>
    public double AtLeast { get; set; } = 0.98;

    /// <summary>The part of requests that is mirrored. Default 0.1; for the strategy shadow 1.</summary>
    public double? Sample { get; set; }

    /// <summary>
    /// By how much numbers may differ, absolutely or relatively, and still agree; two whole numbers only absolutely, since a label
    /// or an offset beside another is another one. Default 0.001.
    /// </summary>
    public double NumberTolerance { get; set; } = 1e-3;

    /// <summary>Members of JSON answers that are not compared, by name. Default: id, model_version, and times.</summary>
    public List<string> Ignore { get; set; } = ["id", "model_version", "time", "took_ms"];
}
