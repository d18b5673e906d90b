using System.CommandLine;
using System.CommandLine.Invocation;
using Slipway.Server;
using Slipway.Server.Inspect;
using Slipway.Server.Schema;
using Slipway.Server.Serve;

var root = new RootCommand("The Slipway model server.")
{
    ServeCommand.Create(),
    InspectCommand.Create(),
    SchemaCommand.Create(),
};

// The host has its own way to stop, which may take longer than the parser's two seconds.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
var result = root.Parse(args);
if (result.Action is not ParseErrorAction)
    return await result.InvokeAsync(configuration);
await Console.Error.WriteLineAsync($"slipway: {string.Join(' ', result.Errors.Select(error => error.Message))}");
return ExitCodes.Usage;
