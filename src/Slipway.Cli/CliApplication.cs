using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Slipway.Cli.Commands;
using Slipway.Errors;

namespace Slipway.Cli;

/// <summary>One run of the tool: parse, act, and turn every failure into one line and an exit code.</summary>
internal static class CliApplication
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var console = environment.Console;
        var result = CommandTree.Create(environment).Parse(arguments);
        if (result.Action is ParseErrorAction || UnknownOptions.In(result).Count > 0)
            return RefuseUsage(result, console);

        console.Verbose = result.GetValue(CommandTree.Verbose);
        try
        {
            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = console.Output,
                    Error = console.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                environment.Signals.Token
            );
        }
        catch (OperationCanceledException) when (environment.Signals.ExitCode is { } code)
        {
            return code;
        }
        catch (CliException e)
        {
            console.WriteError(e.Message, e);
            return e.ExitCode;
        }
        catch (ServingException e)
        {
            var failure = CliException.From(e);
            console.WriteError(failure.Message, failure);
            return failure.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, a folder that is read-only or gone: the message names the file.
            console.WriteError(e.Message, e);
            return ExitCodes.Failure;
        }
        catch (Exception e)
        {
            var hint = console.Verbose ? "" : " Run it again with --verbose for the details.";
            console.WriteError($"Unexpected failure: {e.Message}{hint}", e);
            return ExitCodes.Failure;
        }
    }

    private static int RefuseUsage(ParseResult result, CliConsole console)
    {
        var names = new Stack<string>();
        for (var at = result.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
        {
            names.Push(at.Command.Name);
        }

        var path = string.Join(' ', names.Prepend("slipway"));
        var errors = string.Join(" ", ParserWords.Of(result));
        console.WriteError($"{errors} Run '{path} --help' for what it takes.");
        return ExitCodes.Usage;
    }
}
