using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TextFormat;
using ConfigMessage = Slipway.Protocols.OpenInference.Grpc.Proto.ModelConfig;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// A configuration on its way from Triton's message to ours, with everything that was noticed: what is wrong, what is
/// not supported and would change the answers, and what is passed over with a remark.
/// </summary>
internal sealed class ConfigReading(ConfigMessage message, string folder)
{
    private readonly List<(string Path, string Text, bool IsUnsupported)> _problems = [];
    private readonly List<string> _remarks = [];

    public ConfigMessage Message => message;

    /// <summary>The model's folder, absolute.</summary>
    public string Folder => folder;

    public ModelConfig Config { get; } = new();

    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Whether the first dimension of every tensor is a batch, which the file leaves unsaid.</summary>
    public bool IsBatched => message.MaxBatchSize > 0;

    /// <summary>Something is wrong at <paramref name="path"/> (<c>input[0].dims</c>).</summary>
    public void Wrong(string path, string text) => _problems.Add((path, text, false));

    /// <summary>Something is right but would change the answers and is not done here.</summary>
    public void Unsupported(string path, string text) => _problems.Add((path, text, true));

    /// <summary>Something has no effect here. A sentence without its full stop.</summary>
    public void Remark(string text) => _remarks.Add($"config.pbtxt: {text}.");

    /// <summary>Dimensions with the batch in front, where the model has one.</summary>
    public List<long> WithBatch(IEnumerable<long> dims, long batch = -1) => IsBatched ? [batch, .. dims] : [.. dims];

    /// <exception cref="ServingException">Listing all problems in the order of the file.</exception>
    public void ThrowIfWrong(string fileName, TextFormatPositions positions)
    {
        if (_problems.Count == 0)
            return;
        var lines = _problems
            .Select(problem => (problem.Path, problem.Text, Position: positions.Find(problem.Path)))
            .OrderBy(problem => problem.Position?.Line ?? 0)
            .ThenBy(problem => problem.Position?.Column ?? 0)
            .Select(problem =>
                problem.Position is { } position
                    ? $"{position}: {problem.Path}: {problem.Text}"
                    : $"{problem.Path}: {problem.Text}"
            );
        var isUnsupported = _problems.TrueForAll(problem => problem.IsUnsupported);
        throw new ServingException(
            isUnsupported ? ServingErrorCode.Unsupported : ServingErrorCode.InvalidArgument,
            $"{fileName}: {string.Join("; ", lines)}."
        )
        {
            Reason = isUnsupported ? "unsupported-config" : "invalid-config",
        };
    }
}
