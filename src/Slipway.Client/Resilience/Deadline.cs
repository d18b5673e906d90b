using Slipway.Errors;

namespace Slipway.Client.Resilience;

/// <summary>The end of one call, on the options' clock; it spans all attempts.</summary>
internal readonly struct Deadline(TimeProvider time, TimeSpan? budget)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>What is left, never negative; null for no limit.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            if (budget is not { } total)
                return null;
            var left = total - time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool Allows(TimeSpan wait) => Remaining is not { } left || wait < left;

    public ServingException Exceeded(string what, Exception? last) =>
        new(
            ServingErrorCode.DeadlineExceeded,
            $"{what} took longer than the deadline of {budget?.TotalSeconds:0.###} s; give it more time, or look at the "
                + "server's load"
                + (last is null ? "." : $". The last attempt failed with: {last.Message}"),
            last
        );
}
