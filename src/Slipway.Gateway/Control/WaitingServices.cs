using Slipway.Deployment;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Control;

/// <summary>
/// <c>GET /waiting?timeout=20s</c>: the names of services whose requests wait and that have no replica; answered as soon as there
/// is one, else when the time is over or the gateway stops, with an empty
/// list.
/// </summary>
internal sealed class WaitingServices(TableStore tables, Draining draining, TimeProvider time)
{
    // Who wants to wait longer has made a mistake, and is answered at once.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public async Task AnswerAsync(HttpContext context)
    {
        var text = context.Request.Query["timeout"].ToString();
        var patience = DurationConverter.TryParse(text, out var asked) && asked < Longest ? asked : TimeSpan.Zero;
        var names = await WaitAsync(patience, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            names,
            DeploymentJson.Default.IReadOnlyListString,
            cancellationToken: context.RequestAborted
        );
    }

    private async Task<IReadOnlyList<string>> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var joined = tables.Joined.Next;
            var names = Names();
            var left = patience - time.GetElapsedTime(started);
            if (names.Count > 0 || left <= TimeSpan.Zero || draining.HasBegun)
                return names;
            try
            {
                await Task.WhenAny(joined, draining.Begun).WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return Names();
            }
        }
    }

    private List<string> Names() =>
        [
            .. tables
                .Current.Services.Where(service => service.Split.Length == 0 && service.State.Room.Held > 0)
                .Select(service => service.Name),
        ];
}
