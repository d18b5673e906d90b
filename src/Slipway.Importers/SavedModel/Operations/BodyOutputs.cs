using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Outputs of the bodies of branches and loops.</summary>
internal static class BodyOutputs
{
    /// <summary>Makes a value an output, under a name of its own: it may be one of the scope around.</summary>
    public static void Add(GraphWriter body, Value value) => Add(body, body.Name(value), value.Type);

    public static void Add(GraphWriter body, string name, TensorProto.Types.DataType type) =>
        body.Builder.Output(body.Emit("Identity", [name]), Typed(type));

    /// <summary>A tensor of any shape.</summary>
    public static TypeProto Typed(TensorProto.Types.DataType type) => SignatureInputs.Typed(type, null);
}
