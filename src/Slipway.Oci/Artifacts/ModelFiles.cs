using Slipway.Errors;
using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Artifacts;

/// <summary>The files of a model on disk: one file with what belongs to it, or a folder without what is hidden.</summary>
public sealed record ModelFiles
{
    /// <summary>So many layers fit a manifest that every registry takes.</summary>
    private const int MostFiles = 5_000;

    /// <summary>Endings under which an ONNX file's weights lie beside it.</summary>
    private static readonly string[] ExternalData = [".data", "_data"];

    private ModelFiles(string name, IReadOnlyList<ModelFile> files) => (Name, Files) = (name, files);

    /// <summary>As the files say it.</summary>
    public string Name { get; }

    /// <summary>By their paths in the model, in ordinal order.</summary>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <exception cref="ServingException">There is no model, or something in it that cannot be packed.</exception>
    public static ModelFiles Of(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
            return new ModelFiles(NameOf(full), OfFile(new FileInfo(full)));
        if (!Directory.Exists(full))
            throw OciErrors.NotFound(
                "no-model",
                $"There is no model at {full}: name a model file or a model's folder."
            );

        var files = new List<ModelFile>();
        var root = new DirectoryInfo(full);
        try
        {
            Gather(root, root, "", files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(full, e);
        }

        if (!files.Any(file => ModelFormats.MakesModel(Path.GetFileName(file.Path))))
        {
            throw OciErrors.Invalid(
                "no-model",
                $"There is no model in {full}: none of its {files.Count:N0} files is called as one. Name the folder of a "
                    + "model, or its file."
            );
        }

        return new ModelFiles(root.Name, [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    internal static ServingException Unreadable(string path, Exception cause) =>
        new(ServingErrorCode.FailedPrecondition, $"'{path}' cannot be read: {cause.Message}", cause)
        {
            Reason = "model-unreadable",
        };

    private static string NameOf(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        return stem == "model" && Path.GetFileName(Path.GetDirectoryName(file)) is { Length: > 0 } parent
            ? parent
            : stem;
    }

    private static IReadOnlyList<ModelFile> OfFile(FileInfo file) =>
        [
            new ModelFile(Checked(file.Name, file.FullName), file),
            .. ExternalData
                .Select(ending => new FileInfo(file.FullName + ending))
                .Where(data => data.Exists)
                .Select(data => new ModelFile(Checked(data.Name, data.FullName), data))
                .OrderBy(data => data.Path, StringComparer.Ordinal),
        ];

    private static void Gather(DirectoryInfo root, DirectoryInfo folder, string prefix, List<ModelFile> files)
    {
        foreach (var child in folder.EnumerateFileSystemInfos().Where(child => !IsLeftOut(child.Name)))
        {
            var path = Checked(prefix + child.Name, child.FullName);
            if (child.LinkTarget is not null)
                files.Add(new ModelFile(path, Followed(root, child)));
            else if (child is DirectoryInfo inside)
                Gather(root, inside, path + "/", files);
            else
                files.Add(new ModelFile(path, (FileInfo)child));

            if (files.Count > MostFiles)
            {
                throw OciErrors.TooLarge(
                    "too-many-files",
                    $"{root.FullName} has more than {MostFiles:N0} files, which is more than a manifest holds. Name the "
                        + "folder of one model."
                );
            }
        }
    }

    // Hidden, or what Python leaves where a model was served.
    private static bool IsLeftOut(string name) => name.StartsWith('.') || name == "__pycache__";

    // A link out of the model would send what nobody meant to send.
    private static FileInfo Followed(DirectoryInfo root, FileSystemInfo link)
    {
        var below = Path.TrimEndingDirectorySeparator(root.FullName) + Path.DirectorySeparatorChar;
        return
            link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } file
            && file.FullName.StartsWith(below, StringComparison.Ordinal)
            ? file
            : throw OciErrors.Invalid(
                "link-out-of-model",
                $"{link.FullName} is a link to a folder, to nothing or out of {root.FullName}; only files of the model are "
                    + "sent. Put the file itself there."
            );
    }

    private static string Checked(string path, string file) =>
        EntryNames.IsSafe(path)
            ? path
            : throw OciErrors.Invalid(
                UnpackingErrors.BadName,
                $"'{EntryNames.Printable(file)}' has a name that not every machine can have: it is too long, or has a "
                    + "backslash, a colon or a control character. Rename it."
            );
}

/// <summary>A file of a model.</summary>
/// <param name="Path">In the model, with <c>/</c> between its parts.</param>
/// <param name="File">Where it is.</param>
public sealed record ModelFile(string Path, FileInfo File);
