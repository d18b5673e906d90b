using System.Globalization;
using Slipway.Deployment.Fleet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Cli.Fleets.Views;

/// <summary>The services of a fleet, a row each. A narrow terminal is shown the columns that are looked at first.</summary>
internal sealed class ServiceTable : Renderable
{
    // With all columns, what they hold at their usual lengths takes as much.
    private const int AllColumns = 108;

    private readonly IReadOnlyList<ServiceStatus> _services;

    private ServiceTable(IReadOnlyList<ServiceStatus> services) => _services = services;

    public static ServiceTable Of(IReadOnlyList<ServiceStatus> services) => new(services);

    protected override Measurement Measure(RenderOptions options, int maxWidth) =>
        ((IRenderable)Table(maxWidth)).Measure(options, maxWidth);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        ((IRenderable)Table(maxWidth)).Render(options, maxWidth);

    private Table Table(int width)
    {
        var table = new Table { Border = TableBorder.Rounded };
        var columns = Columns.Where(column => column.IsInNarrow || width >= AllColumns).ToArray();
        foreach (var column in columns)
        {
            table.AddColumn(
                new TableColumn(column.Name)
                {
                    Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                    NoWrap = column.IsNumber,
                }
            );
        }

        foreach (var service in _services)
        {
            table.AddRow([.. columns.Select(column => column.Cell(service))]);
        }

        return table;
    }

    private static readonly Column[] Columns =
    [
        new("service", true, false, service => Text(service.Name)),
        new("revision", true, false, service => Text(Figures.Revisions(service))),
        new("ready", true, true, service => Text(Figures.Ready(service))),
        new("traffic %", false, true, service => Text(Figures.Traffic(service))),
        new("req/s", true, true, service => Text(Figures.Rate(service.Rate))),
        new("p50", false, true, service => Text(Figures.Milliseconds(service.P50))),
        new("p99", true, true, service => Text(Figures.Milliseconds(service.P99))),
        new("failures", true, true, Failures),
        new("memory", false, true, service => Text(Figures.Memory(service.MemoryBytes))),
        new("restarts", false, true, service => Text(service.Restarts.ToString(CultureInfo.InvariantCulture))),
        new("state", true, false, State),
    ];

    private static string Failures(ServiceStatus service) =>
        service.FailureRate > 0 ? $"[red]{Figures.Part(service.FailureRate)}[/]" : Figures.Part(0);

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

    private sealed record Column(string Name, bool IsInNarrow, bool IsNumber, Func<ServiceStatus, string> Cell);
}
