using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>The inside of a loop: its condition and its body, as functions of the loop's variables.</summary>
internal abstract class LoopBody
{
    /// <summary>The number of variables.</summary>
    public abstract int Count { get; }

    /// <summary>The nodes of the body, and what each variable becomes in it; variables are arguments there.</summary>
    public abstract (IReadOnlyList<GraphNode> Nodes, Edge[] Results) Look();

    /// <summary>Whether a tensor of the body is a variable as the turn sees it.</summary>
    public abstract bool IsVariable(Edge edge, int variable);

    public abstract Value Condition(IReadOnlyList<Value> variables, GraphWriter writer);

    public abstract IReadOnlyList<Value> Turn(IReadOnlyList<Value> variables, GraphWriter writer);

    /// <summary>What is promised of a variable's shape in every turn.</summary>
    public abstract long?[]? Shape(int variable);

    /// <summary>Two functions, as TensorFlow 2 has them.</summary>
    public sealed class Functions(NodeContext node) : LoopBody
    {
        private readonly string _condition = FunctionCalls.Name(node, "cond");
        private readonly string _body = FunctionCalls.Name(node, "body");

        public override int Count => node.Count;

        public override (IReadOnlyList<GraphNode> Nodes, Edge[] Results) Look()
        {
            var (expansion, results) = FunctionCalls.Expand(node, _body);
            return (expansion.Reached, results);
        }

        public override bool IsVariable(Edge edge, int variable) =>
            edge.Node.Op == GraphNode.Argument && edge.Node.Position == variable;

        public override Value Condition(IReadOnlyList<Value> variables, GraphWriter writer) =>
            FunctionCalls.Map(node, _condition, variables, writer)[0];

        public override IReadOnlyList<Value> Turn(IReadOnlyList<Value> variables, GraphWriter writer) =>
            FunctionCalls.Map(node, _body, variables, writer);

        public override long?[]? Shape(int variable) =>
            node.Node.Attributes.TryGetValue("output_shapes", out var list) && list.List?.Shape.Count == node.Count
                ? Shapes.Of(list.List.Shape[variable])
                : null;
    }

    /// <summary>A circle in the graph, as TensorFlow 1 has it.</summary>
    public sealed class Drawn(NodeContext node) : LoopBody
    {
        private const int DeepestNesting = 32;

        private readonly LoopFrame _frame = node.Node.Frame!;
        private readonly Dictionary<Edge, Value> _outside = Outside(node);

        public override int Count => _frame.Results.Length;

        public override (IReadOnlyList<GraphNode> Nodes, Edge[] Results) Look() =>
            (GraphOrder.Of(_frame.Results, _outside), _frame.Results);

        // Loops around this one have arguments of their own.
        public override bool IsVariable(Edge edge, int variable) => edge.Node == _frame.Arguments[variable];

        public override Value Condition(IReadOnlyList<Value> variables, GraphWriter writer) =>
            Map([_frame.Condition], variables, writer)[0];

        public override IReadOnlyList<Value> Turn(IReadOnlyList<Value> variables, GraphWriter writer) =>
            Map(_frame.Results, variables, writer);

        // The rank is that before the first turn; sizes may change.
        public override long?[]? Shape(int variable) => node[variable].Rank is { } rank ? new long?[rank] : null;

        private Value[] Map(Edge[] wanted, IReadOnlyList<Value> variables, GraphWriter writer)
        {
            if (++node.Model.Depth > DeepestNesting)
            {
                throw new ImportException(
                    ImportReasons.TooLarge,
                    $"Loops and branches are nested more than {DeepestNesting} deep, at '{node.Node.Name}'."
                );
            }

            try
            {
                var values = new GraphMapper(node.Model, writer, variables, _outside).Map(wanted);
                return values.Contains(null) ? throw new ReportedException() : [.. values.Select(value => value!)];
            }
            finally
            {
                node.Model.Depth--;
            }
        }

        private static Dictionary<Edge, Value> Outside(NodeContext node)
        {
            var outside = new Dictionary<Edge, Value>();
            for (var i = node.Node.Frame!.Results.Length; i < node.Count; i++)
            {
                outside[node.Node.Inputs[i].Resolve()] = node[i];
            }

            return outside;
        }
    }
}
