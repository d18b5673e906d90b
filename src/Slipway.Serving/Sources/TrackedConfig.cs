using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Configuration;

namespace Slipway.Serving.Sources;

/// <summary>A model's configuration as one look saw it.</summary>
/// <param name="Config">The last one that was whole and right; null where there was none yet.</param>
/// <param name="Seen">The one on disk at the moment, settled or not; where it is wrong, <paramref name="Config"/>.</param>
/// <param name="FileName">For messages.</param>
/// <param name="Digest">Over what <paramref name="Seen"/> says of how the model computes.</param>
/// <param name="NewestChange">Of the files that it was read from.</param>
/// <param name="Error">What is wrong with the settled file; null where nothing is.</param>
/// <param name="Remaining">Until it has settled.</param>
internal sealed record ConfigSight(
    ModelConfig? Config,
    ModelConfig? Seen,
    string FileName,
    string Digest,
    DateTime NewestChange,
    ServingException? Error,
    TimeSpan Remaining
);

/// <summary>
/// Follows the configuration of one model. A changed file counts when it has settled, and one with errors never
/// replaces the last good one.
/// </summary>
internal sealed class TrackedConfig(ConfigFiles files, Settling settling)
{
    private string? _read;
    private ModelConfig? _seen;
    private string _digest = "";
    private ServingException? _wrong;
    private ModelConfig? _accepted;
    private ServingException? _error;

    /// <param name="folder">Where the file lies.</param>
    /// <param name="beside">
    /// Files that the configuration may refer to, such as lists of labels: a change of theirs is one of it.
    /// </param>
    public ConfigSight Look(string folder, IEnumerable<string> beside)
    {
        var file = files.Find(folder);
        var state = FilesState.OfFiles(file is null ? beside : beside.Append(file));
        if (state.Fingerprint != _read)
        {
            Read(file);
            _read = state.Fingerprint;
        }

        var remaining = settling.Observe(state);
        if (remaining == TimeSpan.Zero)
        {
            _error = _wrong;
            if (_wrong is null)
                _accepted = _seen;
        }

        return new ConfigSight(
            _accepted,
            _wrong is null ? _seen : _accepted,
            file is null ? ConfigFiles.Own : Path.GetFileName(file),
            _digest,
            state.NewestChange,
            _error,
            remaining
        );
    }

    private void Read(string? file)
    {
        try
        {
            _seen = files.Read(file);
            _digest = DigestOf(_seen);
            _wrong = null;
        }
        catch (ServingException e)
        {
            _wrong = e;
        }
    }

    // Which versions are served, when and under which labels is no part of what a version is: nothing is loaded anew
    // for a label that moves.
    private static string DigestOf(ModelConfig config)
    {
        var node = JsonSerializer.SerializeToNode(config, ModelConfigContext.Default.ModelConfig)!.AsObject();
        foreach (var key in (ReadOnlySpan<string>)["versions", "labels", "load", "transition"])
        {
            node.Remove(key);
        }

        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(node.ToJsonString())));
    }
}
