namespace Slipway.Gateway.Console.Security;

/// <summary>Who looks. One for each circuit.</summary>
internal sealed class Viewer(ConsoleSessions sessions)
{
    private long? _session;

    /// <summary>The name of the key; null where none is asked for.</summary>
    public string? Name { get; private set; }

    public void Set(long session, string name) => (_session, Name) = (session, name);

    /// <summary>The session lasts still; always where there are none.</summary>
    public ValueTask<bool> IsAdmittedAsync() =>
        _session is { } session ? sessions.IsOpenAsync(session) : ValueTask.FromResult(true);
}
