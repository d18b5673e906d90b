using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;

namespace Slipway.Importers.SavedModel;

/// <summary>Gives a value the name by which callers know it.</summary>
internal static class SignatureOutput
{
    public static void Write(string name, TensorInfo info, Value value, GraphWriter writer, ModelContext model)
    {
        if (value.Handle is not null || value.List is not null)
        {
            model.Problems.Add($"The output '{name}' is a handle or a list of tensors, and no tensor");
            return;
        }

        if (ElementType.OrNull(info.Dtype) is { } declared && declared != value.Type)
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"The output '{name}' is declared as {ElementType.Name(info.Dtype)}, and the graph computes {value.Type}."
            );
        }

        var shape = Shapes.Of(info.TensorShape) ?? value.Shape;
        var known = name;
        if (writer.InputNames.Contains(name))
        {
            // ONNX has one name space for both.
            known = name + "_output";
            model.Remarks.Add($"The output '{name}' is called '{known}', because an input has its name");
        }

        writer.Builder.Node("", "Identity", [writer.Name(value)], [known]);
        writer.Builder.Output(known, SignatureInputs.Typed(value.Type, shape));
    }
}
