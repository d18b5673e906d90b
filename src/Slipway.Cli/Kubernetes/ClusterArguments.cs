using System.CommandLine;
using System.ComponentModel;
using System.Net;
using k8s;
using k8s.Exceptions;
using Slipway.Kubernetes.Api;

namespace Slipway.Cli.Kubernetes;

/// <summary>Which cluster.</summary>
internal sealed class ClusterArguments
{
    private const string Variable = "KUBECONFIG";

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description =
            "The file that says how clusters are reached. Default: $KUBECONFIG, else ~/.kube/config; in a pod without either, its own cluster.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _context = new("--context")
    {
        Description = "One of its contexts. Default: the current one.",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(_kubeconfig);
        command.Add(_context);
    }

    /// <summary>Does what asks the cluster; what it refuses is told.</summary>
    /// <exception cref="CliException">No cluster is known, it does not answer, or it refuses.</exception>
    public async Task<T> UseAsync<T>(ParseResult result, CliEnvironment environment, Func<ResourceApi, Task<T>> use)
    {
        using var client = Connect(result, environment);
        try
        {
            return await use(new ResourceApi(client));
        }
        catch (ApiException e)
        {
            throw new CliException(ExitCodes.RequestRefused, e.Message + Remedy(e), e);
        }
        catch (HttpRequestException e)
        {
            throw new CliException(
                ExitCodes.ServerUnreachable,
                $"The cluster at {client.BaseUri} does not answer: {e.Message}. --kubeconfig and --context name another.",
                e
            );
        }
    }

    private k8s.Kubernetes Connect(ParseResult result, CliEnvironment environment)
    {
        try
        {
            return new k8s.Kubernetes(Configuration(result, environment));
        }
        catch (Exception e)
            when (e
                    is KubeConfigException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or FormatException
                        or Win32Exception
                        or YamlDotNet.Core.YamlException
            )
        {
            throw CliException.Usage(
                $"No cluster is known: {e.Message.TrimEnd('.')}. Name a kubeconfig by --kubeconfig or $KUBECONFIG, and one of its contexts by --context.",
                e
            );
        }
    }

    private KubernetesClientConfiguration Configuration(ParseResult result, CliEnvironment environment)
    {
        var context = result.GetValue(_context);
        var files = Files(result.GetValue(_kubeconfig) ?? environment.Variables(Variable));
        if (files.Length > 0)
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(
                files.Length == 1 ? files[0] : FileOf(files, context),
                context
            );
        }

        if (context is null && !File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation) && IsInCluster())
            return KubernetesClientConfiguration.InClusterConfig();
        return KubernetesClientConfiguration.BuildConfigFromConfigFile(
            new FileInfo(KubernetesClientConfiguration.KubeConfigDefaultLocation),
            context
        );
    }

    // Of a list, those that are there count, as kubectl has it; one that was named alone must be there.
    private static FileInfo[] Files(string? paths)
    {
        var all = (paths ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        var there = all.Length == 1 ? all : all.Where(File.Exists);
        return [.. there.Select(path => new FileInfo(path))];
    }

    // The first that has the context, or names one as the current: cluster and user of a context are beside it.
    private static FileInfo FileOf(FileInfo[] files, string? context) =>
        files.FirstOrDefault(file =>
        {
            var config = KubernetesClientConfiguration.LoadKubeConfig(file);
            return context is null
                ? !string.IsNullOrEmpty(config.CurrentContext)
                : config.Contexts?.Any(each => each.Name == context) == true;
        }) ?? files[0];

    private static bool IsInCluster() => KubernetesClientConfiguration.IsInCluster();

    private static string Remedy(ApiException refusal) =>
        refusal.Code switch
        {
            HttpStatusCode.Unauthorized => " Log in to the cluster again, or name another context by --context.",
            HttpStatusCode.Forbidden => " Ask for that right, or name another context by --context.",
            _ => "",
        };
}
