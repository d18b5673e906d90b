using Slipway.Deployment.Planning;

namespace Slipway.Cli.Fleets.Plans;

/// <summary>A plan for people: a line for each part that changes, its values below it, and how many there are of each kind.</summary>
internal static class PlanReport
{
    public static void Write(TextWriter writer, FleetPlan plan)
    {
        var width = plan.Changes.Where(IsShown).Select(change => Title(change).Length).DefaultIfEmpty().Max();
        foreach (var change in plan.Changes.Where(IsShown))
        {
            WriteLine(writer, $"{Mark(change.Kind)} {Title(change).PadRight(width)}  {change.Summary}".TrimEnd());
            foreach (var detail in change.Details)
            {
                // Where nothing makes a revision, or the change is one of it, the line above says so.
                var how = change.NewRevision && !detail.MakesRevision ? " (in place)" : "";
                WriteLine(writer, $"    {detail}{how}");
            }
        }

        writer.WriteLine(
            plan.IsEmpty
                ? "Nothing changes."
                : $"{Count(plan, ChangeKind.Add)} to add, {Count(plan, ChangeKind.Change)} to change, "
                    + $"{Count(plan, ChangeKind.Remove)} to remove; {Count(plan, ChangeKind.None)} stay as they are."
        );
    }

    private static void WriteLine(TextWriter writer, string line) => writer.WriteLine(CliConsole.Plain(line));

    private static bool IsShown(PlannedChange change) => change.Kind != ChangeKind.None;

    private static int Count(FleetPlan plan, ChangeKind kind) => plan.Changes.Count(change => change.Kind == kind);

    private static string Title(PlannedChange change) =>
        change.Subject switch
        {
            ChangeSubject.Gateway => "gateway",
            ChangeSubject.Fleet => $"fleet {change.Name}",
            ChangeSubject.Pipeline => $"pipeline {change.Name}",
            _ => $"service {change.Name}",
        };

    private static char Mark(ChangeKind kind) =>
        kind switch
        {
            ChangeKind.Add => '+',
            ChangeKind.Remove => '-',
            _ => '~',
        };
}
