using System.Collections.Frozen;

namespace Slipway.Tasks;

/// <summary>A request in the words of a task, as it came. Immutable.</summary>
/// <param name="MediaType">
/// In small letters and without parameters (<c>application/json</c>); empty where the caller said none.
/// </param>
/// <param name="Body">The bytes, decompressed; valid until the answer has been given. Empty where there are files.</param>
public sealed record TypedRequest(string MediaType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Options outside the body: of the address (<c>?top_k=3</c>), and fields of a form.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The files of a form (<c>multipart/form-data</c>), in order.</summary>
    public IReadOnlyList<TypedFile> Files { get; init; } = [];

    /// <summary>Media types that the caller takes, most wanted first; empty where it does not say.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];
}

/// <summary>A file of a form.</summary>
/// <param name="Field">The form's field.</param>
/// <param name="Name">The file's name, or empty. Never a path.</param>
/// <param name="MediaType">As in <see cref="TypedRequest"/>.</param>
/// <param name="Content">Valid as long as the request.</param>
public sealed record TypedFile(string Field, string Name, string MediaType, ReadOnlyMemory<byte> Content);
