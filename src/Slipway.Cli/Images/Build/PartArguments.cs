using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Images.Projects;
using Slipway.Cli.Projects;

namespace Slipway.Cli.Images.Build;

/// <summary>The arguments and options that say what an image is put together from.</summary>
internal sealed class PartArguments
{
    private readonly Argument<string> _path = new("PATH")
    {
        Description =
            "A model file, a package folder, or one of its version folders; or a project in C#, or the folder that one was published to.",
    };
    private readonly Option<string?> _name = new("--name")
    {
        Description = "The name to serve the model under; of a project, what the image calls it.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _server = new("--server")
    {
        Description =
            "The folder of a published server to put into the image; one for each platform. Default: that of this tool.",
        HelpName = "FOLDER",
    };
    private readonly Option<string?> _wheels = new("--wheels")
    {
        Description =
            $"The folder with the wheels that a Python model needs. Default: {PythonPackages.Folder} in the model's folder.",
        HelpName = "FOLDER",
    };
    private readonly FoundationArguments _foundation = new("beside the model or the project, PATH.slipway.lock");

    public void AddTo(Command command)
    {
        command.Add(_path);
        foreach (var option in (Option[])[_name, _server, _wheels])
            command.Add(option);
        _foundation.AddTo(command);
    }

    /// <exception cref="CliException">Something of it is no such thing.</exception>
    public PartOptions Read(ParseResult result)
    {
        var path = ModelPath.Check(result.GetRequiredValue(_path));
        return ServiceProject.Find(path) is { } project
            ? Read(result, new ProjectSource(path, project))
            : Read(result, ModelSource.At(path));
    }

    private ModelPartOptions Read(ParseResult result, ModelSource model) =>
        new()
        {
            Model = model,
            Platforms = _foundation.Platforms(result),
            Base = _foundation.Base(result),
            Name = result.GetValue(_name),
            Signed = _foundation.Signed(result),
            LockFile = _foundation.LockFile(result) ?? model.LockFile,
            UpdateLock = _foundation.UpdateLock(result),
            Servers = result.GetValue(_server) ?? [],
            Wheels = result.GetValue(_wheels),
            Labels = _foundation.Labels(result),
            Created = FoundationArguments.BuildTime(),
        };

    private ProjectPartOptions Read(ParseResult result, ProjectSource project)
    {
        foreach (var option in (Option[])[_server, _wheels])
        {
            if (result.GetResult(option) is not null)
                throw CliException.Usage(
                    $"{option.Name} is about models; {project.Path} is a program, which brings what it needs along."
                );
        }

        return new ProjectPartOptions
        {
            Project = project,
            Platforms = _foundation.Platforms(result),
            Base = _foundation.Base(result),
            Name = result.GetValue(_name),
            Signed = _foundation.Signed(result),
            LockFile = _foundation.LockFile(result) ?? project.LockFile,
            UpdateLock = _foundation.UpdateLock(result),
            Labels = _foundation.Labels(result),
            Created = FoundationArguments.BuildTime(),
        };
    }
}
