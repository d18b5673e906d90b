using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Applying;

/// <summary>A set of fields, as a tree of paths. A node may be a member itself besides what lies under it.</summary>
internal sealed class FieldSet
{
    private const int Deepest = 128;

    public bool Member { get; set; }

    public SortedDictionary<string, FieldSet> Children { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => !Member && Children.Values.All(child => child.IsEmpty);

    public FieldSet Child(string element)
    {
        if (!Children.TryGetValue(element, out var child))
            Children.Add(element, child = new FieldSet());
        return child;
    }

    public FieldSet? At(string element) => Children.GetValueOrDefault(element);

    public FieldSet Union(FieldSet other) => Combine(this, other, static (left, right) => left || right);

    public FieldSet Intersect(FieldSet other) => Combine(this, other, static (left, right) => left && right);

    public FieldSet Except(FieldSet other) => Combine(this, other, static (left, right) => left && !right);

    /// <summary>Without every field at or below a member of the other set.</summary>
    public FieldSet ExceptBelow(FieldSet other)
    {
        if (other.Member)
            return new FieldSet();
        var result = new FieldSet { Member = Member };
        foreach (var (element, child) in Children)
        {
            var left = other.At(element) is { } without ? child.ExceptBelow(without) : child;
            if (!left.IsEmpty)
                result.Children[element] = left;
        }

        return result;
    }

    public bool SetEquals(FieldSet other) => Except(other).IsEmpty && other.Except(this).IsEmpty;

    /// <summary>The members, as messages show them: <c>.spec.replicas</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (Member)
            yield return prefix;
        foreach (var (element, child) in Children)
        {
            foreach (var path in child.Paths(prefix + PathElement.Show(element)))
                yield return path;
        }
    }

    /// <summary>The form of <c>managedFields[].fieldsV1</c>: a member with others under it has a <c>.</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Member && Children.Count > 0)
            json["."] = new JsonObject();
        foreach (var (element, child) in Children)
        {
            if (!child.IsEmpty)
                json[element] = child.ToJson();
        }

        return json;
    }

    public static FieldSet FromJson(JsonNode? json) => FromJson(json as JsonObject ?? [], root: true, 0);

    private static FieldSet FromJson(JsonObject json, bool root, int depth)
    {
        var set = new FieldSet { Member = json.ContainsKey(".") || (json.Count == 0 && !root) };
        foreach (var (element, child) in json)
        {
            if (element != "." && depth < Deepest)
                set.Children[element] = FromJson(child as JsonObject ?? [], root: false, depth + 1);
        }

        return set;
    }

    private static FieldSet Combine(FieldSet? left, FieldSet? right, Func<bool, bool, bool> keep)
    {
        var result = new FieldSet { Member = keep(left?.Member ?? false, right?.Member ?? false) };
        IEnumerable<string> elements = left?.Children.Keys ?? Enumerable.Empty<string>();
        foreach (var element in elements.Union(right?.Children.Keys ?? Enumerable.Empty<string>()).ToList())
        {
            var child = Combine(left?.At(element), right?.At(element), keep);
            if (!child.IsEmpty)
                result.Children[element] = child;
        }

        return result;
    }
}
