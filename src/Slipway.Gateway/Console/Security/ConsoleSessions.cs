using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Gateway.Access;

namespace Slipway.Gateway.Console.Security;

/// <summary>
/// The browsers that were let in, by the hash of what their cookie says. They are forgotten with the process. Thread-safe.
/// </summary>
internal sealed class ConsoleSessions(TimeProvider time)
{
    /// <summary>A working day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int Most = 1000;
    private const int SecretBytes = 32;

    private readonly ConcurrentDictionary<string, ConsoleSession> _sessions = new(StringComparer.Ordinal);
    private long _last;

    /// <returns>What the cookie is to say.</returns>
    public string Open(Admission admission)
    {
        foreach (var (key, _) in _sessions.OrderBy(pair => pair.Value.Id).SkipLast(Most - 1))
        {
            _sessions.TryRemove(key, out _);
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var session = new ConsoleSession(Interlocked.Increment(ref _last), admission, time.GetUtcNow() + Lifetime);
        _sessions[Hash(secret)] = session;
        return secret;
    }

    /// <returns>Null where the cookie says nothing of worth, or no longer.</returns>
    public async ValueTask<ConsoleSession?> FindAsync(string? secret) =>
        secret is not null && _sessions.TryGetValue(Hash(secret), out var session) && await IsOpenAsync(session)
            ? session
            : null;

    /// <summary>Whether it lasts still.</summary>
    public async ValueTask<bool> IsOpenAsync(long id) =>
        _sessions.Values.FirstOrDefault(session => session.Id == id) is { } session && await IsOpenAsync(session);

    public void Close(string? secret)
    {
        if (secret is not null)
            _sessions.TryRemove(Hash(secret), out _);
    }

    private async ValueTask<bool> IsOpenAsync(ConsoleSession session) =>
        time.GetUtcNow() < session.Ends && await session.Admission.IsStillGood();

    private static string Hash(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
}
