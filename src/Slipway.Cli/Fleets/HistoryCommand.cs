using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;
using Spectre.Console;

namespace Slipway.Cli.Fleets;

/// <summary>What happened to a fleet, when and why.</summary>
internal sealed class HistoryCommand : FleetCommand
{
    private const int MostEntries = 10_000;

    private readonly Argument<string?> _service = new("SERVICE")
    {
        Description = "One service. Default: all, and the fleet itself.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<int> _last = new("--last", "-n")
    {
        Description = "How many entries, the newest.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };
    private readonly Option<string?> _format = FormatOption.Create();

    public HistoryCommand(CliEnvironment environment)
        : base(
            "history",
            "Show what happened to a fleet: deployments, steps, promotions and rollbacks with their reasons, scaling, crash loops.",
            environment,
            FleetArguments.AsOption()
        )
    {
        Add(_service);
        Add(_last);
        Add(_format);
        AddFleet();
        _last.Validators.Add(result =>
        {
            if (result.Read<int>() is < 1 or > MostEntries)
                result.AddError($"--last must be from 1 to {MostEntries}.");
        });
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway history", "The last 50 entries, the newest last"), new("slipway history ner -n 5", "Of one service")];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var service = result.GetValue(_service);
        if (service is not null)
            await RequireAsync(fleet, service, cancellationToken);
        var entries = await fleet.GetHistoryAsync(service, result.GetValue(_last), cancellationToken);
        if (result.IsJson(_format))
        {
            await Console.Output.WriteLineAsync(
                JsonSerializer.Serialize(entries, FleetOutput.Contracts.IReadOnlyListHistoryEntry)
            );
        }
        else
        {
            Write(entries);
        }

        return ExitCodes.Ok;
    }

    // One that was taken out has a history still.
    private static async Task RequireAsync(IFleet fleet, string service, CancellationToken cancellationToken)
    {
        if ((await fleet.GetHistoryAsync(service, 1, cancellationToken)).Count > 0)
            return;
        var status = await fleet.GetStatusAsync(cancellationToken);
        if (status.Services.All(each => each.Name != service))
        {
            throw new CliException(
                ExitCodes.RequestRefused,
                $"No service '{service}' in this fleet; there are {string.Join(", ", status.Services.Select(each => each.Name))}."
            );
        }
    }

    private void Write(IReadOnlyList<HistoryEntry> entries)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("when") { NoWrap = true });
        table.AddColumn(new TableColumn("service") { NoWrap = true });
        table.AddColumn(new TableColumn("what") { NoWrap = true });
        table.AddColumn("");
        foreach (var entry in entries)
        {
            table.AddRow(
                entry.At.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                Markup.Escape(CliConsole.Plain(entry.Service ?? "-")),
                Markup.Escape(CliConsole.Plain(entry.Kind)),
                Markup.Escape(CliConsole.Plain(entry.Message))
            );
        }

        Console.Tables.Write(table);
    }
}
