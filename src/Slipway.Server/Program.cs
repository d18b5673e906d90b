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
var code = await result.InvokeAsync(configuration);
return result.Action is ParseErrorAction ? ExitCodes.Usage : code;
