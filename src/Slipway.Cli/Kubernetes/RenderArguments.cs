using System.CommandLine;
using Slipway.Kubernetes.Rendering;

namespace Slipway.Cli.Kubernetes;

/// <summary>How a manifest becomes objects of Kubernetes; the same wherever it does.</summary>
internal sealed class RenderArguments
{
    private const string Plain = "plain";
    private const string Resources = "resources";

    private readonly Option<string?> _namespace = new("--namespace", "-n")
    {
        Description =
            "Where the objects are; a fleet has one for itself. Default: the manifest's, else the fleet's name.",
        HelpName = "NAME",
    };
    private readonly bool _hasNamespace;
    private readonly Option<string[]> _image = new("--image")
    {
        Description =
            "The image of a service, or of the gateway (gateway=REFERENCE), whatever the manifest says. May be given several times.",
        HelpName = "SERVICE=REFERENCE",
    };
    private readonly Option<string?> _registry = new("--registry")
    {
        Description =
            "What the images of models and projects are pushed under: PREFIX/FLEET-SERVICE:DIGEST. Default: the manifest's; without, they "
            + "are called slipway.local/FLEET/SERVICE:DIGEST, as on this machine.",
        HelpName = "PREFIX",
    };
    private readonly Option<string> _form = new("--form")
    {
        Description =
            "plain: Kubernetes' own objects, no operator is needed. resources: a ModelService for each service, for Slipway's operator.",
        HelpName = "FORM",
        DefaultValueFactory = _ => Plain,
    };

    /// <param name="hasNamespace">Whether it has the option for the namespace; not where a command has it from elsewhere.</param>
    public RenderArguments(bool hasNamespace = true)
    {
        _hasNamespace = hasNamespace;
        _form.AcceptOnlyFromAmong(Plain, Resources);
        _image.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--image takes SERVICE=REFERENCE, not '{token.Value}'.");
            }
        });
    }

    public void AddTo(Command command)
    {
        if (_hasNamespace)
            command.Add(_namespace);
        foreach (var option in (Option[])[_image, _registry, _form])
        {
            command.Add(option);
        }
    }

    public bool HasNamespace(ParseResult result) => result.GetValue(_namespace) is not null;

    /// <summary>Whether one of these was given.</summary>
    public bool IsAny(ParseResult result) =>
        ((Option[])[_image, _registry, _form]).Any(option => result.GetResult(option) is { Implicit: false });

    public RenderForm Form(ParseResult result) =>
        result.GetValue(_form) == Resources ? RenderForm.Resources : RenderForm.Plain;

    public FleetRenderingOptions Options(ParseResult result) =>
        new()
        {
            Form = Form(result),
            Namespace = _hasNamespace ? result.GetValue(_namespace) : null,
            Registry = result.GetValue(_registry)?.TrimEnd('/'),
            Images = Images(result),
        };

    private Dictionary<string, string> Images(ParseResult result)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in result.GetValue(_image) ?? [])
        {
            var parts = pair.Split('=', 2);
            images[parts[0]] = parts[1];
        }

        return images;
    }
}
