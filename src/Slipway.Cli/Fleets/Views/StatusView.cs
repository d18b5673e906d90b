using Slipway.Deployment.Fleet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Cli.Fleets.Views;

/// <summary>A fleet for people: services, releases, what does not work as asked for, the gateway.</summary>
internal static class StatusView
{
    public static void Write(IAnsiConsole console, FleetStatus status) => console.Write(Of(status));

    public static IRenderable Of(FleetStatus status)
    {
        var rows = new List<IRenderable>();
        // One that ends has no name any more.
        if (status.Name.Length > 0)
            rows.Add(new Text(CliConsole.Plain($"{status.Name} of {status.Directory}")));
        rows.Add(ServiceTable.Of(status.Services));
        rows.AddRange(RolloutText.Of(status).Select(line => new Text(line)));
        if (status.Pipelines.Count > 0)
        {
            rows.Add(
                new Text(
                    CliConsole.Plain($"Pipelines: {string.Join(", ", status.Pipelines.Select(each => each.Name))}")
                )
            );
        }

        rows.Add(new Text(GatewayText.Line(status.Gateway)));
        rows.AddRange(status.Remarks.Select(remark => new Text(CliConsole.Plain($"Note: {remark}"))));
        return new Rows(rows);
    }
}
