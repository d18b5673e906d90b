using System.Runtime.CompilerServices;
using Slipway.Runtimes.Torch.Scripts;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>
/// What forward returns, taken apart from left to right: tensors and numbers of tuples and lists, however nested. Names are
/// <c>output</c> for one alone, else <c>output_0</c>, <c>output_1_0</c>, or the fields of a named tuple.
/// </summary>
internal sealed class OutputTree(ScriptType type, Func<string, ScriptClass?> classes)
{
    private const string Root = "output";

    // TorchSharp takes longer tuples apart only where all they hold are tensors.
    private const int LongestMixedTuple = 5;

    public ScriptType Type => type;

    /// <summary>What of the type cannot be answered with; null where all can.</summary>
    public ScriptType? Unsupported() => Unsupported(type);

    /// <summary>Whether it has a list, whose length only a run tells.</summary>
    public bool HasList => Contains(type, "List");

    /// <summary>Whether it has a dict.</summary>
    public bool HasDict => Contains(type, "Dict");

    /// <summary>The names of the leaves, where no list is in it.</summary>
    public IReadOnlyList<string> Names()
    {
        var names = new List<string>();
        Walk(type, null, "", (name, _) => names.Add(name));
        return names;
    }

    /// <summary>The leaves of a value with their names.</summary>
    public IReadOnlyList<(string Name, object? Value)> Leaves(object? value)
    {
        var leaves = new List<(string, object?)>();
        Walk(type, value, "", (name, leaf) => leaves.Add((name, leaf)));
        return leaves;
    }

    /// <summary>The leaves of a value, without their names.</summary>
    public static void AddLeaves(object? value, List<object?> leaves)
    {
        switch (value)
        {
            case ITuple tuple:
                for (var i = 0; i < tuple.Length; i++)
                {
                    AddLeaves(tuple[i], leaves);
                }

                break;
            case Array array:
                foreach (var element in array)
                {
                    AddLeaves(element, leaves);
                }

                break;
            default:
                leaves.Add(value);
                break;
        }
    }

    private void Walk(ScriptType at, object? value, string name, Action<string, object?> leaf)
    {
        var (fields, types) = Parts(at);
        if (at.Name == "List")
        {
            var items = (value as Array)?.Cast<object?>().ToArray() ?? [];
            for (var i = 0; i < items.Length; i++)
            {
                Walk(at.Arguments[0], items[i], $"{Prefix(name)}_{i}", leaf);
            }

            return;
        }

        if (types is null)
        {
            leaf(name.Length == 0 ? Root : name, value);
            return;
        }

        for (var i = 0; i < types.Count; i++)
        {
            var part = fields is not null
                ? name.Length == 0
                    ? fields[i]
                    : $"{name}_{fields[i]}"
                : $"{Prefix(name)}_{i}";
            Walk(types[i], Part(value, i), part, leaf);
        }

        static string Prefix(string name) => name.Length == 0 ? Root : name;
    }

    // A tuple of one comes as what it holds.
    private static object? Part(object? value, int index) =>
        value switch
        {
            ITuple tuple => index < tuple.Length ? tuple[index] : null,
            Array array => index < array.Length ? array.GetValue(index) : null,
            _ => index == 0 ? value : null,
        };

    private (IReadOnlyList<string>? Fields, IReadOnlyList<ScriptType>? Types) Parts(ScriptType at)
    {
        if (at.Name == "Tuple")
            return (null, at.Arguments);
        return classes(at.Name) is { IsNamedTuple: true } named
            ? ([.. named.Attributes.Select(field => field.Key)], [.. named.Attributes.Select(field => field.Value)])
            : (null, null);
    }

    private ScriptType? Unsupported(ScriptType at)
    {
        if (at.IsTensor || at.IsOptionalTensor || at.IsScalar)
            return null;
        if (at.Name == "List" && at.Arguments is [var element])
            return Unsupported(element);
        if (Parts(at).Types is not { Count: > 0 } types)
            return at;
        return types.Count > LongestMixedTuple && !types.All(part => part.IsTensor)
            ? at
            : types.Select(Unsupported).FirstOrDefault(part => part is not null);
    }

    private bool Contains(ScriptType at, string name) =>
        at.Name == name || (Parts(at).Types ?? at.Arguments).Any(part => Contains(part, name));
}
