using Slipway.Protocols.TensorFlowServing.Configuration;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Serving.Control;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's <c>model_config_list</c> as what this server declares.</summary>
public static class ModelConfigFile
{
    /// <summary>Reads a text file; paths in it that are not absolute are relative to its folder.</summary>
    /// <param name="file">The file.</param>
    /// <param name="remarks">What the file says and has no effect here, one sentence each.</param>
    /// <exception cref="Slipway.Errors.ServingException">The file cannot be read, or is wrong; tells everything that is.</exception>
    public static IReadOnlyList<DeclaredModel> Read(string file, out IReadOnlyList<string> remarks)
    {
        var models = ModelListReader.ReadFile(file);
        remarks = [.. models.SelectMany(model => model.Remarks)];
        return [.. models.Select(Declare)];
    }

    internal static IReadOnlyList<DeclaredModel> OfMessage(ModelServerConfig config, string source) =>
        [.. ModelListReader.Read(config, source, root: null).Select(Declare)];

    // The list is the whole truth about labels: one that it does not name is gone.
    private static DeclaredModel Declare(ListedModel model) =>
        new(model.BasePath, model.Name) { Versions = model.Versions, Labels = model.Labels };
}
