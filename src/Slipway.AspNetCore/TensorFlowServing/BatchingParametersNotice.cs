using Slipway.Protocols.TensorFlowServing.Configuration;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's batching parameters, which are checked and told, and have no effect yet.</summary>
public static class BatchingParametersNotice
{
    /// <summary>Reads the file and says in one sentence what becomes of it.</summary>
    /// <exception cref="Slipway.Errors.ServingException">The file cannot be read, or is wrong; tells everything that is.</exception>
    public static string Read(string file)
    {
        var parameters = BatchingParametersFile.Read(file);
        return $"The batching parameters of '{Path.GetFileName(file)}' ({parameters}) are well-formed, but have no effect: "
            + "requests are not batched yet";
    }
}
