using Slipway.Inference;
using Slipway.Onnx.Conformance.Cases;
using Slipway.Onnx.Conformance.Comparing;
using Slipway.Onnx.Conformance.Reports;
using Slipway.Onnx.Conformance.Transports;
using Slipway.TestUtilities;

namespace Slipway.Onnx.Conformance.Serving;

/// <summary>Cases as the repository of one server, called over every transport.</summary>
internal sealed class ServedCases : IAsyncDisposable
{
    private readonly TempFolder _repository;
    private readonly ServerUnderTest _server;
    private readonly ITransport[] _transports;

    private ServedCases(TempFolder repository, ServerUnderTest server)
    {
        _repository = repository;
        _server = server;
        _transports =
        [
            new RestTransport(server.HttpUrl, binary: false),
            new RestTransport(server.HttpUrl, binary: true),
            new GrpcTransport(server.GrpcUrl, typed: false),
            new GrpcTransport(server.GrpcUrl, typed: true),
        ];
    }

    /// <summary>Copies the models into a repository and starts a server on it.</summary>
    public static async Task<ServedCases> StartAsync(
        IEnumerable<ConformanceCase> cases,
        CancellationToken cancellationToken
    )
    {
        var repository = new TempFolder();
        try
        {
            foreach (var @case in cases)
            {
                repository.Folder(Path.Combine(@case.Name, "1"));
                File.Copy(@case.ModelFile, repository[Path.Combine(@case.Name, "1", "model.onnx")]);
            }

            return new ServedCases(repository, await ServerUnderTest.StartAsync(repository.Path, cancellationToken));
        }
        catch
        {
            repository.Dispose();
            throw;
        }
    }

    /// <summary>Sends every data set of a case over every transport that can carry it.</summary>
    public async Task<List<TransportResult>> CallAsync(ConformanceCase @case, TimeSpan limit)
    {
        var results = new List<TransportResult>();
        foreach (var folder in @case.DataSets)
        {
            using var data = DataSet.Read(folder, @case.Graph!);
            var answers = new List<List<NamedTensor>>();
            try
            {
                foreach (var transport in _transports)
                {
                    if (data.Inputs.Concat(data.Expected).All(tensor => transport.Carries(tensor.Tensor.DataType)))
                        results.Add(await CallAsync(transport, @case.Name, data, answers, limit));
                }
            }
            finally
            {
                answers.ForEach(answer => answer.ForEach(output => output.Tensor.Dispose()));
            }
        }

        return results;
    }

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(_transports, transport => transport.Dispose());
        await _server.DisposeAsync();
        _repository.Dispose();
    }

    private async Task<TransportResult> CallAsync(
        ITransport transport,
        string model,
        DataSet data,
        List<List<NamedTensor>> answers,
        TimeSpan limit
    )
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            var answer = await transport.InferAsync(model, data.Inputs, timer.Token);
            answers.Add(answer);
            var problem =
                Tolerance.Difference(data.Expected, answer)
                ?? (BitEquality.Same(answers[0], answer) ? null : "differs in bits from the first transport's answer");
            return new TransportResult(transport.Name, problem);
        }
        catch (Exception e)
        {
            var end = _server.HasExited ? " (the server has died)" : "";
            return new TransportResult(transport.Name, e.Message + end);
        }
    }
}
