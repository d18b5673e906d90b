using System.CommandLine;
using k8s;
using k8s.Exceptions;
using Slipway.Kubernetes.Api;

namespace Slipway.Cli.Kubernetes;

/// <summary>Which cluster.</summary>
internal sealed class ClusterArguments
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "The file that says how clusters are reached. Default: $KUBECONFIG, else ~/.kube/config.",
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

    /// <exception cref="CliException">There is no such file, or no such context.</exception>
    public k8s.Kubernetes Connect(ParseResult result)
    {
        try
        {
            return new k8s.Kubernetes(
                KubernetesClientConfiguration.BuildConfigFromConfigFile(
                    result.GetValue(_kubeconfig),
                    result.GetValue(_context)
                )
            );
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage(
                $"No cluster is known: {e.Message} Name a kubeconfig by --kubeconfig or $KUBECONFIG.",
                e
            );
        }
    }

    /// <summary>Does what asks the cluster; what it refuses is told.</summary>
    public async Task<T> UseAsync<T>(ParseResult result, Func<ResourceApi, Task<T>> use)
    {
        using var client = Connect(result);
        try
        {
            return await use(new ResourceApi(client));
        }
        catch (ApiException e)
        {
            throw new CliException(ExitCodes.RequestRefused, e.Message, e);
        }
        catch (HttpRequestException e)
        {
            throw new CliException(
                ExitCodes.ServerUnreachable,
                $"The cluster at {client.BaseUri} does not answer: {e.Message}",
                e
            );
        }
    }
}
