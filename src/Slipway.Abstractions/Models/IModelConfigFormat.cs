namespace Slipway.Models;

/// <summary>
/// Reads a foreign configuration file that may lie in a model folder (Triton's <c>config.pbtxt</c>). Thread-safe.
/// Where the folder has a <c>model.yaml</c> too, that one counts and the foreign file is not read.
/// </summary>
public interface IModelConfigFormat
{
    /// <summary>The file's name, for example <c>config.pbtxt</c>.</summary>
    string FileName { get; }

    /// <summary>
    /// Reads the file. What it says and has no effect here goes into <see cref="ModelConfig.Remarks"/>; what would
    /// change the answers and is not supported is refused.
    /// </summary>
    /// <exception cref="Errors.ServingException">
    /// InvalidArgument or Unsupported, listing everything that is wrong, with lines.
    /// </exception>
    ModelConfig Read(string file);
}
