namespace Slipway.Gateway.Console.Hosting;

/// <summary>Bounds the pages that are open at the same time: each has a circuit, which takes a few megabytes.</summary>
internal sealed class CircuitGate(ConsoleHost host)
{
    public const int Most = 100;

    private const string Circuit = ConsoleEndpoints.Base + "/_blazor";

    private int _open;

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != Circuit)
        {
            await host.HandleAsync(context);
            return;
        }

        // A circuit's request lasts as long as the circuit is connected.
        try
        {
            if (Interlocked.Increment(ref _open) <= Most)
                await host.HandleAsync(context);
            else
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
