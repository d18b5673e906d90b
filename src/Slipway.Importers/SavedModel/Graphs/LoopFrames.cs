namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// Finds the loops of TensorFlow 1, which are circles in the graph (Enter, Merge, LoopCond, Switch, NextIteration, Exit),
/// and puts one node in the place of each: its inputs are the variables before the first turn, and behind them all that the
/// turns see from outside; its outputs are the variables after the last.
/// </summary>
internal static class LoopFrames
{
    /// <summary>The operation of a loop that was found.</summary>
    public const string Operation = "slipway.Frame";

    public static void Rewrite(GraphExpansion expansion)
    {
        var loops = new List<GraphNode>();
        foreach (var condition in expansion.Reached.Where(node => node is { Op: "LoopCond", Inputs.Count: 1 }).ToList())
        {
            if (Find(expansion, condition) is { } loop)
                loops.Add(loop);
        }

        if (loops.Count == 0)
            return;
        foreach (var enter in expansion.Reached)
        {
            // What enters unchanged is seen from inside.
            if (enter.Op is "Enter" or "RefEnter" && enter is { Targets: null, Inputs: [var outside, ..] })
                enter.Targets = [outside];
        }

        var done = new HashSet<GraphNode>();
        foreach (var loop in loops)
        {
            AddOutside(loop, done, 0);
        }
    }

    private static GraphNode? Find(GraphExpansion expansion, GraphNode condition)
    {
        var switches = expansion
            .Reached.Where(node =>
                node.Op is "Switch" or "RefSwitch"
                && node.Inputs.Count == 2
                && node.Inputs[1].Resolve().Node == condition
            )
            .ToList();
        var merges = switches.ConvertAll(node => node.Inputs[0].Resolve().Node);
        if (
            switches.Count == 0
            || !merges.TrueForAll(merge =>
                merge is { Op: "Merge" or "RefMerge", Inputs.Count: 2, Targets: null }
                && merge.Inputs[0].Resolve().Node is { Op: "Enter" or "RefEnter", Inputs.Count: > 0 }
                && merge.Inputs[1].Resolve().Node is { Op: "NextIteration" or "RefNextIteration", Inputs.Count: > 0 }
            )
        )
            return null;
        var distinct = merges.Distinct().ToList();
        GraphNode[] arguments =
        [
            .. distinct.Select(
                (merge, i) => new GraphNode(merge.Name, GraphNode.Argument, merge.Attributes) { Position = i }
            ),
        ];
        var loop = new GraphNode(condition.Name, Operation, [])
        {
            Frame = new LoopFrame
            {
                Condition = condition.Inputs[0],
                Results = [.. distinct.Select(merge => merge.Inputs[1].Resolve().Node.Inputs[0])],
                Arguments = arguments,
            },
        };
        for (var i = 0; i < distinct.Count; i++)
        {
            var merge = distinct[i];
            loop.Inputs.Add(merge.Inputs[0].Resolve().Node.Inputs[0]);
            var argument = new Edge(arguments[i], 0);
            // Whether the value comes from the first turn or a later one is asked of no loop.
            merge.Targets = [argument, argument];
        }

        foreach (var node in expansion.Reached.Where(node => node.Op is "Exit" or "RefExit" && node.Inputs.Count == 1))
        {
            var place = switches.IndexOf(node.Inputs[0].Resolve().Node);
            if (place >= 0)
                node.Targets = [new Edge(loop, distinct.IndexOf(merges[place]))];
        }

        for (var i = 0; i < switches.Count; i++)
        {
            var argument = merges[i].Targets![0];
            switches[i].Targets = [argument, argument];
        }

        return loop;
    }

    // What does not depend on the variables is computed once, before the loop.
    private static void AddOutside(GraphNode loop, HashSet<GraphNode> done, int depth)
    {
        if (!done.Add(loop))
            return;
        if (depth > 64)
            throw new ImportException(ImportReasons.TooLarge, $"Loops are nested more than 64 deep, at '{loop.Name}'.");
        var frame = loop.Frame!;
        Edge[] wanted = [frame.Condition.Resolve(), .. frame.Results.Select(result => result.Resolve())];
        // The places of those that are loops themselves are only known once those have been looked through.
        foreach (var inner in GraphOrder.Of(wanted).Where(node => node.Frame is not null && node != loop).ToList())
        {
            AddOutside(inner, done, depth + 1);
        }

        var order = GraphOrder.Of(wanted);
        var own = frame.Arguments.ToHashSet();
        var depends = new HashSet<GraphNode>();
        var outside = new HashSet<Edge>();
        foreach (var node in order)
        {
            var inputs = node.Inputs.ConvertAll(input => input.Resolve());
            if (own.Contains(node) || inputs.Exists(input => depends.Contains(input.Node)))
                depends.Add(node);
        }

        foreach (var node in order.Where(node => depends.Contains(node)))
        {
            outside.UnionWith(
                node.Inputs.Select(input => input.Resolve()).Where(input => !depends.Contains(input.Node))
            );
        }

        outside.UnionWith(wanted.Where(edge => !depends.Contains(edge.Node)));
        loop.Inputs.AddRange(outside);
    }
}
