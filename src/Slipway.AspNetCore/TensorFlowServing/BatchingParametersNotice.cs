using Slipway.Protocols.TensorFlowServing.Configuration;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's batching parameters, which are checked and told, and have no effect: batching is measured.</summary>
public static class BatchingParametersNotice
{
    /// <summary>Reads the file and says in one sentence what becomes of it.</summary>
    /// <exception cref="Slipway.Errors.ServingException">The file cannot be read, or is wrong; tells everything that is.</exception>
    public static string Read(string file)
    {
        var parameters = BatchingParametersFile.Read(file);
        return $"The batching parameters of '{Path.GetFileName(file)}' ({parameters}) are well-formed, but have no effect: "
            + "how requests are batched is measured, and set for each model in the 'scheduling: batching' of its model.yaml";
    }
}
