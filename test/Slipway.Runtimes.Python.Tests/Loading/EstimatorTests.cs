using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Python.Tests.Loading;

/// <summary>Fitted models without a line of code, against the answers of the libraries themselves.</summary>
public sealed class EstimatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sklearn/diabetes_gbr")]
    [InlineData("sklearn/diabetes_linear")]
    [InlineData("sklearn/iris_decision_tree_strlabels")]
    [InlineData("sklearn/iris_logreg")]
    [InlineData("sklearn/iris_mlp")]
    [InlineData("sklearn/iris_pipeline_scaler_logreg")]
    [InlineData("sklearn/iris_random_forest")]
    public async Task Estimator_FromPickle_AnswersAsTheLibrary(string path)
    {
        var saved = SavedModel.Open(path);
        await using var model = await LoadAsync(saved.File, Interpreter.With("sklearn"));
        var outputs = model.Servable.Signature.Outputs.Select(spec => spec.Name).ToList();
        outputs.Should().Contain(saved.Outputs).And.StartWith("predict");

        using var response = await model.RunAsync(("X", saved.Rows(DataType.Fp64)));

        foreach (var name in saved.Outputs)
        {
            saved.Check(name, response.Outputs.Single(output => output.Name == name).Tensor);
        }
    }

    [Theory]
    [InlineData("xgboost/cancer_binary", null)]
    [InlineData("xgboost/cancer_binary", "ubj")]
    [InlineData("xgboost/diabetes_squarederror", "ubj")]
    [InlineData("xgboost/iris_softprob", null)]
    public async Task Booster_FromItsFile_AnswersAsTheLibrary(string path, string? form)
    {
        var saved = SavedModel.Open(path);
        var file = form is null ? saved.File : saved.Also(form);
        await using var model = await LoadAsync(file, Interpreter.With("xgboost"));

        using var response = await model.RunAsync(("X", saved.Rows(DataType.Fp32)));

        response.Outputs.Select(output => output.Name).Should().Equal("predict", "margin", "leaf");
        foreach (var output in response.Outputs)
        {
            saved.Check(output.Name, output.Tensor);
        }
    }

    [Fact]
    public async Task Output_ThatIsAskedFor_IsAllThatIsComputed()
    {
        var saved = SavedModel.Open("sklearn/iris_logreg");
        await using var model = await LoadAsync(saved.File, Interpreter.With("sklearn"));
        var request = PythonModel.Request(("X", saved.Rows(DataType.Fp64)));
        request.Outputs.Add(new RequestedOutput("predict_proba"));

        using var response = await model.RunAsync(request, Token);

        response.Outputs.Should().ContainSingle().Which.Name.Should().Be("predict_proba");
        model.Servable.Signature.FindOutput("predict_proba")!.Labels.Should().Equal("0", "1", "2");
    }

    [Fact]
    public async Task Values_ThatTheEstimatorRefuses_AreTheCallersFault()
    {
        var saved = SavedModel.Open("sklearn/iris_logreg");
        await using var model = await LoadAsync(saved.File, Interpreter.With("sklearn"));

        var failing = async () =>
            await model.RunAsync(("X", Tensor.From<double>([double.NaN, 0, 0, 0], new TensorShape(1, 4))));

        var error = (await failing.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain("NaN");
    }

    [Fact]
    public async Task Pickle_OfTheFixtures_ThatRunsACommandIsRefused()
    {
        const string Trace = "/tmp/fixture-pickle-was-executed";
        var saved = SavedModel.Open("sklearn/malicious_pickle");
        File.Delete(Trace);

        var loading = async () => await LoadAsync(saved.File, Interpreter.With("numpy"));

        var error = (await loading.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("unsafe-pickle");
        error.Message.Should().Contain(".system'").And.Contain("trust_pickle");
        File.Exists(Trace).Should().BeFalse();
    }

    /// <summary>What reaches code or files through modules that fitted models do come from.</summary>
    [Theory]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("builtins", "__import__")]
    [InlineData("os", "system")]
    [InlineData("nt", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("functools", "partial")]
    [InlineData("operator", "attrgetter")]
    [InlineData("numpy", "load")]
    [InlineData("numpy", "memmap")]
    [InlineData("numpy", "fromfile")]
    [InlineData("numpy.lib.npyio", "os")]
    [InlineData("numpy.testing._private.utils", "runstring")]
    [InlineData("numpy.f2py.crackfortran", "myeval")]
    [InlineData("numpy.lib._datasource", "DataSource")]
    [InlineData("joblib", "load")]
    [InlineData("joblib.memory", "Memory")]
    [InlineData("sklearn", "joblib.load")]
    [InlineData("sklearn.datasets", "fetch_openml")]
    [InlineData("sklearn.datasets._openml", "fetch_openml")]
    [InlineData("sklearn.externals._packaging.version", "Version")]
    [InlineData("sklearn.utils", "warnings")]
    [InlineData("sklearn.metrics._classification", "warnings")]
    [InlineData("sklearn.metrics._scorer", "partial")]
    [InlineData("scipy.io", "loadmat")]
    [InlineData("pickle", "loads")]
    [InlineData("slipway", "Context")]
    [InlineData("_slipway_worker.safe_pickle", "load")]
    public async Task Pickle_ThatNamesWhatNoModelNeeds_IsRefused(string module, string name)
    {
        var folder = new TempFolder();
        // Protocol 4: the two names, STACK_GLOBAL, no arguments, REDUCE.
        folder.Write(
            "model.pkl",
            [
                0x80,
                4,
                0x8c,
                (byte)module.Length,
                .. Ascii(module),
                0x8c,
                (byte)name.Length,
                .. Ascii(name),
                0x93,
                (byte)')',
                (byte)'R',
                (byte)'.',
            ]
        );

        var loading = async () => await PythonModel.LoadAsync(folder, folder["model.pkl"], Interpreter.With("sklearn"));

        var error = (await loading.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("unsafe-pickle");
        error.Message.Should().Contain($"'{module}.{name}'");

        static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);
    }

    [Theory]
    [InlineData("model.joblib", "joblib.dump(model, path)")]
    [InlineData("model.joblib", "joblib.dump(model, path, compress=3)")]
    [InlineData("model.joblib", "joblib.dump(model, path, compress=('gzip', 3))")]
    [InlineData("model.pkl", "pickle.dump(model, open(path, 'wb'), protocol=2)")]
    [InlineData("model.pkl", "pickle.dump(model, open(path, 'wb'), protocol=5)")]
    public async Task Estimators_OfManyKinds_PassTheListOfNames(string file, string dump)
    {
        var interpreter = Interpreter.With("sklearn", "joblib");
        var folder = new TempFolder();
        await RunAsync(
            interpreter,
            $"""
            import pickle, joblib, numpy as np
            from sklearn.compose import ColumnTransformer
            from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, VotingClassifier
            from sklearn.feature_selection import SelectKBest, f_classif
            from sklearn.impute import SimpleImputer
            from sklearn.naive_bayes import GaussianNB
            from sklearn.neighbors import KNeighborsClassifier
            from sklearn.pipeline import make_pipeline, make_union
            from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
            from sklearn.svm import SVC

            random = np.random.RandomState(1)
            x = np.asfortranarray(random.rand(60, 4))
            y = np.array(["a", "b", "c"], object)[random.randint(0, 3, 60)]
            columns = ColumnTransformer([("s", StandardScaler(), [0, 1]), ("o", OneHotEncoder(handle_unknown="ignore"), [2]), ("p", "passthrough", [3])], sparse_threshold=0)
            votes = VotingClassifier([
                ("gb", GradientBoostingClassifier(n_estimators=2)), ("hist", HistGradientBoostingClassifier(max_iter=2)),
                ("knn", KNeighborsClassifier()), ("nb", GaussianNB()), ("svc", SVC(probability=True, random_state=random)),
            ], voting="soft")
            model = make_pipeline(SimpleImputer(), FunctionTransformer(np.log1p), make_union(columns, SelectKBest(f_classif, k=2)), votes)
            model.fit(x, y)
            path = r"{folder[file]}"
            {dump}
            """
        );

        await using var model = await PythonModel.LoadAsync(folder, folder[file], interpreter);

        model.Servable.Signature.Inputs[0].ToString().Should().Be("X: FP64[-1,4]");
        model.Servable.Signature.FindOutput("predict")!.ToString().Should().Be("predict: BYTES[-1]");
        using var response = await model.RunAsync(
            ("X", Tensor.From<double>([0.1, 0.2, 0.3, 0.4], new TensorShape(1, 4)))
        );
        response.Outputs[0].Tensor.ToStrings()[0].Should().BeOneOf("a", "b", "c");
    }

    [Fact]
    public async Task Texts_GoIntoAVectorizer_AsTheyAre()
    {
        var interpreter = Interpreter.With("sklearn");
        var folder = new TempFolder();
        await RunAsync(
            interpreter,
            $"""
            import pickle
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.linear_model import SGDClassifier
            from sklearn.pipeline import make_pipeline

            model = make_pipeline(TfidfVectorizer(), SGDClassifier(random_state=0))
            model.fit(["good nice", "bad awful"] * 5, ["up", "down"] * 5)
            pickle.dump(model, open(r"{folder["model.pkl"]}", "wb"))
            """
        );
        await using var model = await PythonModel.LoadAsync(folder, folder["model.pkl"], interpreter);

        using var response = await model.RunAsync(
            ("X", Tensor.FromStrings(["a nice day", "awful"], new TensorShape(2)))
        );

        response.Outputs[0].Tensor.ToStrings().Should().Equal("up", "down");
        model.Servable.Signature.Outputs.Select(spec => spec.Name).Should().Equal("predict", "decision_function");
    }

    [Fact]
    public async Task Pickle_ThatIsTrusted_IsReadWhateverItNames()
    {
        var folder = new TempFolder();
        folder.Write("model.pkl", "cos\ngetcwd\n)R."u8);
        var loading = async () =>
            await PythonModel.LoadAsync(
                folder,
                folder["model.pkl"],
                Interpreter.With("numpy"),
                """{"trust_pickle": true}"""
            );

        // The text that came of it is no model.
        (await loading.Should().ThrowAsync<ServingException>())
            .Which.Reason.Should()
            .Be("not-a-model");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0080\u0004")]
    [InlineData("no pickle")]
    public async Task Pickle_ThatIsNone_IsRefused(string content)
    {
        var folder = new TempFolder();
        folder.Write("model.pkl", System.Text.Encoding.Latin1.GetBytes(content));
        var loading = async () => await PythonModel.LoadAsync(folder, folder["model.pkl"], Interpreter.With("numpy"));

        (await loading.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("invalid-model");
    }

    [Fact]
    public async Task Folder_OfMLflow_IsServedWithoutItsPackage()
    {
        var saved = SavedModel.Open("sklearn/iris_logreg");
        var folder = new TempFolder();
        File.Copy(saved.File, folder["model.pkl"]);
        folder.Write(
            "MLmodel",
            """
            artifact_path: model
            flavors:
              python_function:
                env:
                  conda: conda.yaml
                  virtualenv: python_env.yaml
                loader_module: mlflow.sklearn
                model_path: model.pkl
                predict_fn: predict
                python_version: 3.11.2
              sklearn:
                code: null
                pickled_model: model.pkl
                serialization_format: cloudpickle
                sklearn_version: 1.2.1
            signature:
              inputs: '[{"name": "sepal length", "type": "double", "required": true}, {"name":
                "petal width", "type": "double", "required": true}]'
              outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
            """
        );
        new PythonRuntime(new LogLines()).Recognizes(folder.Path).Should().BeTrue();

        await using var model = await PythonModel.LoadAsync(folder, folder.Path, Interpreter.With("sklearn"));

        using var response = await model.RunAsync(("X", saved.Rows(DataType.Fp64)));
        saved.Check("predict", response.Outputs[0].Tensor);
    }

    [Fact]
    public async Task Folder_OfMLflow_ThatNeedsItsPackageSaysSo()
    {
        var folder = new TempFolder();
        folder.Write("MLmodel", "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n");
        folder.Write("requirements.txt", "mlflow\n");

        var loading = async () => await PythonModel.LoadAsync(folder, folder.Path, Interpreter.With("numpy"));

        var error = (await loading.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("module-missing");
        error.Message.Should().Contain("mlflow.pyfunc.model").And.Contain("pip install -r requirements.txt");
    }

    private static Task<PythonModel> LoadAsync(string file, string interpreter)
    {
        var folder = new TempFolder();
        var copy = folder[Path.GetFileName(file)];
        File.Copy(file, copy);
        return PythonModel.LoadAsync(folder, copy, interpreter);
    }

    private static async Task RunAsync(string interpreter, string code)
    {
        using var process = Process.Start(
            new ProcessStartInfo(interpreter, ["-c", code]) { UseShellExecute = false, RedirectStandardError = true }
        )!;
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        process.ExitCode.Should().Be(0, errors);
    }
}
