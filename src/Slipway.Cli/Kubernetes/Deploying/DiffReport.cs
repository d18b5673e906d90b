using System.Globalization;
using Slipway.Kubernetes.Applying;

namespace Slipway.Cli.Kubernetes.Deploying;

/// <summary>A plan for people: a line for each object that changes, its fields below it, and how many there are of each kind.</summary>
internal static class DiffReport
{
    private const int LongestValue = 100;

    public static void Write(TextWriter writer, ApplyPlan plan)
    {
        if (plan.MakesNamespace)
            writer.WriteLine($"+ Namespace {plan.Scope.Namespace}");
        foreach (var change in plan.Changes.Where(change => change.Kind != ObjectChangeKind.Same))
        {
            WriteLine(writer, $"{Mark(change.Kind)} {change}{Remark(change)}");
            foreach (var field in change.Fields)
            {
                WriteLine(writer, $"    {Text(field)}");
            }

            foreach (var conflict in change.Conflicts)
            {
                WriteLine(writer, $"    ! {conflict.Path.TrimStart('.')} is {conflict.Manager}'s");
            }
        }

        writer.WriteLine(
            plan.IsEmpty
                ? "Nothing changes."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Count(plan, ObjectChangeKind.Make) + (plan.MakesNamespace ? 1 : 0)} to add, {Count(plan, ObjectChangeKind.Change)} to change, {Count(plan, ObjectChangeKind.Prune)} to remove; {Count(plan, ObjectChangeKind.Same)} stay as they are."
                )
        );
        foreach (var note in plan.Notes)
        {
            WriteLine(writer, $"Note: {note}");
        }
    }

    private static string Remark(ObjectChange change) =>
        change.IsAdopted ? " (is there, and becomes the fleet's)"
        : change is { MovesFields: true, Fields.Count: 0, Conflicts.Count: 0 }
            ? " (the same, but what is no longer rendered is left to others)"
        : "";

    private static string Text(FieldChange field) =>
        (field.Before, field.After) switch
        {
            (null, { } after) => $"+ {field.Path}: {Short(after)}",
            ({ } before, null) => $"- {field.Path}: {Short(before)}",
            ({ } before, { } after) when IsLong(before) || IsLong(after) => $"~ {field.Path}: {Lines(before, after)}",
            var (before, after) => $"~ {field.Path}: {before} → {after}",
        };

    private static bool IsLong(string value) =>
        value.Length > LongestValue || value.Contains('\n', StringComparison.Ordinal);

    private static string Short(string value) =>
        !IsLong(value) ? value
        : value.Contains('\n', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{value.Split('\n').Length} lines")
        : value[..LongestValue] + "…";

    // A text of many lines is told by those that are in one of the two alone.
    private static string Lines(string before, string after)
    {
        if (!before.Contains('\n', StringComparison.Ordinal) && !after.Contains('\n', StringComparison.Ordinal))
            return $"{Short(before)} → {Short(after)}";
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now.Except(old).Count()} lines of {now.Length} are new, {old.Except(now).Count()} of {old.Length} go"
        );
    }

    private static void WriteLine(TextWriter writer, string line) => writer.WriteLine(CliConsole.Plain(line));

    private static int Count(ApplyPlan plan, ObjectChangeKind kind) =>
        plan.Changes.Count(change => change.Kind == kind);

    private static char Mark(ObjectChangeKind kind) =>
        kind switch
        {
            ObjectChangeKind.Make => '+',
            ObjectChangeKind.Prune => '-',
            _ => '~',
        };
}
