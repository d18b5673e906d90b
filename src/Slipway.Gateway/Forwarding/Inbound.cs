using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Forwarding;

/// <summary>What was recognised of a request.</summary>
internal readonly record struct Inbound
{
    public required Surface Surface { get; init; }

    public required ServiceRouting Service { get; init; }

    /// <summary>At the replica, escaped.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>It asks a model to compute, not about one.</summary>
    public required bool IsInference { get; init; }

    /// <summary>Of the body; null where it is not known.</summary>
    public long? Length { get; init; }

    /// <summary>The body goes on for as long as the caller likes: it is passed on as it comes, once.</summary>
    public bool IsStream { get; init; }

    /// <summary>So does the answer: the service's time-out is the time between two signs of life.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>Sent twice it may do twice what it does: it is sent once, unless nobody got it.</summary>
    public bool IsOnce { get; init; }
}
