using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// Loops: a condition and a body, both functions of all the loop's variables. Variables that the body hands
/// on are no state and are seen from inside; lists that it fills one element a turn become what the Loop collects.
/// </summary>
internal static class LoopOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (var name in new[] { "While", "StatelessWhile" })
        {
            table[name] = node => Loop(node, new LoopBody.Functions(node));
        }

        table[LoopFrames.Operation] = node => Loop(node, new LoopBody.Drawn(node));
    }

    private static Value[] Loop(NodeContext node, LoopBody body)
    {
        var variables = LoopVariables.Of(node, body);
        var first = body.Condition([.. node.Inputs.Take(body.Count)], node.Writer);
        var inputs = new List<string> { "", BranchOperations.Condition(node, first) };
        inputs.AddRange(variables.Where(variable => variable.IsState).Select(variable => variable.Start!));

        var writer = node.Writer.Body("body");
        writer.Builder.Input(writer.Builder.UniqueName("/Turn"), OnnxType.Int64);
        writer.Builder.Input(writer.Builder.UniqueName("/Goes"), OnnxType.Bool);
        Value[] arguments = [.. variables.Select(variable => variable.Inside(node, writer))];
        var results = body.Turn(arguments, writer);

        var inside = new NodeContext(node.Node, arguments, writer, node.Model);
        Value[] next =
        [
            .. results.Select((result, i) => variables[i].Role == LoopRole.Constant ? arguments[i] : result),
        ];
        var goesOn = body.Condition(next, writer);
        BodyOutputs.Add(writer, BranchOperations.Condition(inside, goesOn), OnnxType.Bool);
        foreach (var variable in variables.Where(variable => variable.IsState))
        {
            var tensor = variable.Tensor(node, results[variable.Position]);
            if (tensor.Type != variable.Type)
                throw node.Cannot($"changes the type of its variable {variable.Position}");
            BodyOutputs.Add(writer, tensor);
        }

        var collected = variables.Where(variable => variable.Role == LoopRole.Collected).ToList();
        foreach (var variable in collected)
        {
            BodyOutputs.Add(writer, variable.Tensor(node, results[variable.Position]));
        }

        if (inputs.Count == 2 && collected.Count == 0)
            throw node.Cannot("changes nothing, so that it never ends or never begins");
        var names = node.Writer.Emit(
            "Loop",
            [.. inputs],
            inputs.Count - 2 + collected.Count,
            OnnxAttribute.Of("body", writer.Builder.BuildGraph())
        );
        var state = 0;
        var list = inputs.Count - 2;
        return
        [
            .. variables.Select(variable =>
                variable.Role switch
                {
                    LoopRole.Constant => node[variable.Position],
                    LoopRole.Collected => variable.After(node, names[list++]),
                    _ => variable.After(node, names[state++]),
                }
            ),
        ];
    }
}
