namespace Slipway.Supervisor.Health;

/// <summary>What a replica said of itself.</summary>
/// <param name="IsReady">It takes requests.</param>
/// <param name="IsLive">It answered; what it cannot answer within its time counts as dead.</param>
/// <param name="Why">Why it is not ready, in its own words where it has any.</param>
/// <param name="HasFailed">A model of it could not be loaded; it may still try again.</param>
internal sealed record ProbeResult(bool IsReady, bool IsLive, string? Why, bool HasFailed = false);
