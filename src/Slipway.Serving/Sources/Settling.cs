namespace Slipway.Serving.Sources;

/// <summary>Watches the states of one thing, over many looks, for when it has settled.</summary>
internal sealed class Settling(TimeSpan settleTime, TimeProvider time)
{
    private string? _fingerprint;
    private long _since;

    /// <inheritdoc cref="SettlePolicy.Remaining"/>
    public TimeSpan Observe(FilesState state, bool isHeld = false)
    {
        if (state.Fingerprint != _fingerprint)
        {
            _fingerprint = state.Fingerprint;
            _since = time.GetTimestamp();
        }

        return SettlePolicy.Remaining(
            state.NewestChange,
            time.GetElapsedTime(_since),
            isHeld,
            time.GetUtcNow().UtcDateTime,
            settleTime
        );
    }
}
