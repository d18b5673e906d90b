using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel;

/// <summary>Turns one signature into an ONNX graph.</summary>
internal sealed class SignatureImporter(GraphLibrary library, VariableStore variables, TableStore tables)
{
    /// <summary>The signature, or null and its problems.</summary>
    public (ImportedSignature? Signature, ModelContext Model) Import(string name, SignatureDef signature)
    {
        var model = new ModelContext
        {
            Library = library,
            Variables = variables,
            Tables = tables,
        };
        var builder = new OnnxGraphBuilder(name);
        var writer = new GraphWriter(builder);
        var expansion = library.ExpandGraph();
        var inputs = SignatureInputs.Of(signature, library, expansion);
        var outputs = signature.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal).ToList();
        var wanted = outputs.ConvertAll(output => expansion.Follow(Reference(output.Key, output.Value)));
        LoopFrames.Rewrite(expansion);
        SwitchSearch.Prune(expansion);
        StateChanges.Report(expansion, model);
        inputs.Declare(writer, model);
        var values = new GraphMapper(model, writer, inputs.Values).Map(wanted);
        if (model.Problems.Count > 0)
            return (null, model);
        inputs.DeclareRest(writer);
        for (var i = 0; i < values.Length; i++)
        {
            SignatureOutput.Write(outputs[i].Key, outputs[i].Value, values[i]!, writer, model);
        }

        return model.Problems.Count > 0
            ? (null, model)
            : (
                new ImportedSignature(name, builder)
                {
                    ShapesAreAdvisory = true,
                    Method = signature.MethodName.Length > 0 ? signature.MethodName : "tensorflow/serving/predict",
                },
                model
            );
    }

    private static string Reference(string name, TensorInfo info) =>
        info.Name.Length > 0
            ? info.Name
            : throw new ImportException(
                ImportReasons.Unsupported,
                $"The output '{name}' is a sparse or composite tensor, for which ONNX has no form."
            );
}
