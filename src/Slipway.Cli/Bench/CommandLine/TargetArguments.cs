using System.CommandLine;
using Slipway.Cli.Bench.Requests;
using Slipway.Cli.Commands;

namespace Slipway.Cli.Bench.CommandLine;

/// <summary>The options that say what is sent, and where to.</summary>
internal sealed class TargetArguments
{
    private const string Rest = "rest";
    private const string RestBinary = "rest-binary";
    private const string Grpc = "grpc";

    private readonly Argument<string> _url = new("URL")
    {
        Description =
            "The address of a server: http:// or https:// for REST, grpc:// or grpcs:// for gRPC; with a model's path or "
            + "without.",
    };
    private readonly Option<string?> _model = new("--model")
    {
        Description = "The model to ask, and its version. Default: the one in the URL, or the only one there.",
        HelpName = "NAME[:VERSION]",
    };
    private readonly Option<string?> _protocol = new("--protocol")
    {
        Description =
            "rest (JSON), rest-binary (Open Inference's binary tensors) or grpc. Default: what the URL's scheme says.",
        HelpName = "PROTOCOL",
    };
    private readonly Option<string?> _body = new("--body")
    {
        Description =
            "Send the bytes of this file unchanged, to any server, and ask it for no metadata. For gRPC one message, "
            + "with its prefix or without.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _contentType = new("--content-type")
    {
        Description = "What --body is. Default: application/json.",
        HelpName = "TYPE",
    };
    private readonly Option<string[]> _headers = new("--header", "-H")
    {
        Description = "A header of each request; may be given again.",
        HelpName = "NAME: VALUE",
    };
    private readonly Option<string?> _path = new("--path")
    {
        Description =
            "The path that --body is sent to. Default: the URL's own; for gRPC ModelInfer of the Open Inference protocol.",
        HelpName = "PATH",
    };
    private readonly Option<string?> _method = new("--method")
    {
        Description = "The method of REST requests. Default: POST with --body, else GET with --path.",
        HelpName = "METHOD",
    };

    public TargetArguments() => _protocol.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Rest, RestBinary, Grpc);

    public InputArguments Input { get; } = new("The seed of random values and of Poisson arrivals. Default: 1.");

    public void AddTo(Command command)
    {
        command.Add(_url);
        foreach (
            var option in (Option[])[_model, _protocol, .. Input.All, _body, _contentType, _headers, _path, _method]
        )
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool IsGiven(Option option) => result.GetResult(option) is not null;
            var isPrepared = IsGiven(_body) || IsGiven(_path);
            if (isPrepared && Input.NamesInput(result))
                result.AddError(
                    "--input makes a request for a model; --body and --path send one that is made already."
                );
            if (!isPrepared && (IsGiven(_contentType) || IsGiven(_method)))
                result.AddError("--content-type and --method go with --body or --path.");
        });
    }

    public BenchTarget ReadTarget(ParseResult result) =>
        BenchTarget.Parse(
            result.GetRequiredValue(_url),
            result.GetValue(_protocol)?.ToLowerInvariant() switch
            {
                null => null,
                Grpc => BenchProtocol.Grpc,
                RestBinary => BenchProtocol.RestBinary,
                _ => BenchProtocol.Rest,
            },
            result.GetValue(_model)
        );

    /// <summary>Null where the request is to be made for a model.</summary>
    public PreparedBody? ReadBody(ParseResult result)
    {
        var file = result.GetValue(_body);
        var path = result.GetValue(_path);
        return file is null && path is null
            ? null
            : new PreparedBody(file, path, result.GetValue(_method)?.ToUpperInvariant(), result.GetValue(_contentType));
    }

    /// <exception cref="CliException">One of them is no header.</exception>
    public IReadOnlyList<(string Name, string Value)> ReadHeaders(ParseResult result) =>
        [.. (result.GetValue(_headers) ?? []).Select(HeaderText.Parse)];

    public static string Name(BenchProtocol protocol) =>
        protocol switch
        {
            BenchProtocol.Grpc => Grpc,
            BenchProtocol.RestBinary => RestBinary,
            _ => Rest,
        };
}
