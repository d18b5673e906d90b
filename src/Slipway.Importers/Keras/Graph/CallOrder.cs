using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Graph;

/// <summary>Puts the calls of a model into an order in which each comes after those it depends on.</summary>
internal static class CallOrder
{
    /// <exception cref="ImportException">They depend on each other in a circle, or on what is not there.</exception>
    public static List<NodeCall> Sort(
        Dictionary<string, List<NodeCall>> calls,
        HashSet<string> layers,
        IReadOnlyList<(string? Name, OutputReference Reference)> outputs
    )
    {
        var order = new List<NodeCall>();
        // Present: begun; true: done.
        var states = new Dictionary<NodeCall, bool>(ReferenceEqualityComparer.Instance);
        // No recursion: a chain may be as long as the file.
        var stack = new Stack<(NodeCall Call, IEnumerator<OutputReference> Left)>();
        foreach (var (_, output) in outputs)
        {
            Visit(output);
            while (stack.TryPeek(out var top))
            {
                if (top.Left.MoveNext())
                {
                    Visit(top.Left.Current);
                    continue;
                }

                stack.Pop();
                states[top.Call] = true;
                order.Add(top.Call);
            }
        }

        return order;

        void Visit(OutputReference reference)
        {
            if (Find(calls, layers, reference) is not { } call)
                return;
            if (!states.TryGetValue(call, out var done))
            {
                states[call] = false;
                stack.Push((call, call.References.GetEnumerator()));
            }
            else if (!done)
            {
                throw Corrupt.File($"the layers depend on each other in a circle, through '{call.Layer.Name}'.");
            }
        }
    }

    // Null for an input layer.
    private static NodeCall? Find(
        Dictionary<string, List<NodeCall>> calls,
        HashSet<string> layers,
        OutputReference reference
    )
    {
        if (!calls.TryGetValue(reference.Layer, out var made))
        {
            return layers.Contains(reference.Layer)
                ? null
                : throw Corrupt.File($"a call takes the output of '{reference.Layer}', which is not in the model.");
        }

        return Number(made.Count, reference.Node) is var number and >= 0
            ? made[number]
            : throw Corrupt.File($"a call takes the output of call {reference.Node} of '{reference.Layer}'.");
    }

    /// <summary>
    /// Which call a reference means: some versions count calls that are not written down, where only one is there it is
    /// that one. -1: none.
    /// </summary>
    public static int Number(int count, int node) =>
        node < count ? node
        : count == 1 ? 0
        : -1;
}
