using Slipway.Client;
using Spectre.Console;

namespace Slipway.Cli.Output;

/// <summary>The index of a server's models for people.</summary>
internal static class RepositoryView
{
    public const string Ready = "READY";

    public static void Write(IAnsiConsole console, IReadOnlyList<RepositoryEntry> entries)
    {
        if (entries.Count == 0)
        {
            console.WriteLine("The server has no models.");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("model").AddColumn("version").AddColumn("state").AddColumn("labels").AddColumn("reason");
        foreach (var entry in entries)
        {
            table.AddRow(
                Markup.Escape(entry.Name),
                Markup.Escape(entry.Version),
                entry.State == Ready ? "[green]READY[/]" : Markup.Escape(entry.State),
                Markup.Escape(string.Join(", ", entry.Labels)),
                Markup.Escape(Reason(entry))
            );
        }

        console.Write(table);
    }

    private static string Reason(RepositoryEntry entry) =>
        entry.Cause is { } cause ? $"{cause}: {entry.Reason}" : entry.Reason ?? "";
}
