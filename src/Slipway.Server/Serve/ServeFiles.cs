using Slipway.AspNetCore.TensorFlowServing;
using Slipway.Errors;
using Slipway.Serving.Control;

namespace Slipway.Server.Serve;

/// <summary>What the files say that the command line names.</summary>
/// <param name="Models">Those of the list of models.</param>
/// <param name="Remarks">What has no effect, one sentence each, for the log.</param>
internal sealed record ServeFiles(IReadOnlyList<DeclaredModel> Models, IReadOnlyList<string> Remarks)
{
    /// <exception cref="ServingException">A file cannot be read, or is wrong; tells everything that is.</exception>
    public static ServeFiles Read(ServeOptions options)
    {
        IReadOnlyList<DeclaredModel> models = [];
        var remarks = new List<string>();
        if (options.ModelConfigFile is { } list)
        {
            models = ModelConfigFile.Read(list, out var ofList);
            remarks.AddRange(ofList);
        }

        if (options.BatchingParametersFile is { } batching)
            remarks.Add(BatchingParametersNotice.Read(batching));
        return new ServeFiles(models, remarks);
    }
}
