namespace Slipway.Cli.Bench.Load;

/// <summary>Carries one request at a time, the same prepared bytes each time. It connects, and connects again, by need.</summary>
internal interface ILoadChannel : IDisposable
{
    /// <summary>What the last answer that was no success said for itself; empty where it said nothing.</summary>
    string LastMessage { get; }

    /// <summary>
    /// Sends the request and waits for the whole answer. One call at a time; a failure is an outcome, not an exception.
    /// </summary>
    ValueTask<Outcome> SendAsync();

    /// <summary>Ends the call in progress, from any thread; its outcome is a failure. The channel can be used again.</summary>
    void Abort();
}

/// <summary>Makes channels to one server.</summary>
internal interface ILoadTransport : IDisposable
{
    /// <summary>A new channel, which the caller disposes before the transport; nothing is sent yet.</summary>
    ILoadChannel Open();
}
