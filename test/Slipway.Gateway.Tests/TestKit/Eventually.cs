namespace Slipway.Gateway.Tests.TestKit;

/// <summary>Waits for what another thread, or the other end of a socket, has still to notice.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task BecomesAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }
    }

    public static Task BecomesAsync(Func<bool> condition) => BecomesAsync(() => Task.FromResult(condition()));
}
