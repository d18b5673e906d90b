using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>
/// Finds models in a path: a single artifact (<c>iris.onnx</c>), a package folder (<c>model.yaml</c> and the
/// artifact), a model folder with numbered versions, or a repository: a folder of those. Of several versions the
/// newest is aspired to.
/// </summary>
/// <param name="path">A file or a folder.</param>
/// <param name="name">The name to serve a single model under; null for the package's own.</param>
/// <param name="runtimes">Those that may execute what is found.</param>
public sealed class DirectoryModelSource(string path, string? name, IReadOnlyList<IModelRuntime> runtimes)
    : IModelSource
{
    private readonly PackageReader _packages = new(runtimes);

    public Task<AspiredModels> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(List(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private AspiredModels List(string root)
    {
        var found = new List<ModelPackage>();
        var broken = new List<BrokenModel>();

        if (File.Exists(root))
            found.Add(_packages.ReadFile(root, name));
        else if (!Directory.Exists(root))
            throw ServingException.NotFound($"There is no file or folder '{path}'.");
        else if (_packages.IsModel(root))
            found.Add(_packages.ReadModel(root, name));
        else
            ReadRepository(root, found, broken);

        if (found.Count + broken.Count == 0)
        {
            throw ServingException.NotFound(
                $"No model was found in '{path}'. It may be {_packages.Expected}, a folder with one of these, or a "
                    + "folder of such folders."
            );
        }

        return new AspiredModels(found, broken);
    }

    private void ReadRepository(string root, List<ModelPackage> found, List<BrokenModel> broken)
    {
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            var folderName = Path.GetFileName(folder);
            if (folderName.StartsWith('.'))
                continue;
            try
            {
                if (!_packages.IsModel(folder))
                    continue;
                var package = _packages.ReadModel(folder, null);
                if (found.FirstOrDefault(other => other.Name == package.Name) is { } other)
                {
                    throw new ServingException(
                        ServingErrorCode.AlreadyExists,
                        $"The folders '{Path.GetFileName(other.Directory)}' and '{folderName}' both name their model "
                            + $"'{package.Name}'. Give one another name in its model.yaml."
                    );
                }

                found.Add(package);
            }
            catch (ServingException e)
            {
                broken.Add(new BrokenModel(folderName, folder, e));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                broken.Add(new BrokenModel(folderName, folder, Unreadable(folderName, e)));
            }
        }

        if (name is not null && found.Count + broken.Count > 0)
        {
            throw ServingException.InvalidArgument(
                $"'{path}' is a repository of several models; a name can be given to a single model only."
            );
        }
    }

    private static ServingException Unreadable(string what, Exception cause) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"'{what}' cannot be read ({cause.GetType().Name}). Check that the server's user may read it and all in it.",
            cause
        )
        {
            Reason = "unreadable",
        };
}
