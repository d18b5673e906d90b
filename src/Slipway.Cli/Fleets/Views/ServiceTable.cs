using System.Globalization;
using Slipway.Deployment.Fleet;
using Spectre.Console;

namespace Slipway.Cli.Fleets.Views;

/// <summary>The services of a fleet, a row each.</summary>
internal static class ServiceTable
{
    public static Table Of(IReadOnlyList<ServiceStatus> services)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("service").AddColumn("revision");
        foreach (
            var column in (string[])["ready", "traffic %", "req/s", "p50", "p99", "failures", "memory", "restarts"]
        )
        {
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right, NoWrap = true });
        }

        table.AddColumn("state");
        foreach (var service in services)
        {
            table.AddRow(
                Text(service.Name),
                Text(Figures.Revisions(service)),
                Text(Figures.Ready(service)),
                Text(Figures.Traffic(service)),
                Text(Figures.Rate(service.Rate)),
                Text(Figures.Milliseconds(service.P50)),
                Text(Figures.Milliseconds(service.P99)),
                service.FailureRate > 0 ? $"[red]{Figures.Part(service.FailureRate)}[/]" : Figures.Part(0),
                Text(Figures.Memory(service.MemoryBytes)),
                Text(service.Restarts.ToString(CultureInfo.InvariantCulture)),
                State(service)
            );
        }

        return table;
    }

    private static string State(ServiceStatus service)
    {
        var color = service.State switch
        {
            ServiceState.Ready => "green",
            ServiceState.Failed => "red",
            ServiceState.Starting or ServiceState.Degraded => "yellow",
            _ => "grey",
        };
        var word = $"[{color}]{RolloutText.Word(service.State)}[/]";
        return service.Why is { } why ? $"{word}: {Text(why)}" : word;
    }

    private static string Text(string text) => Markup.Escape(CliConsole.Plain(text));
}
