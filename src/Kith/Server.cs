using System.Text;
using Kith.Access;
using Kith.Backups;
using Kith.Discovery;
using Kith.Dossiers;
using Kith.Duplicates;
using Kith.Erasing;
using Kith.Export;
using Kith.History;
using Kith.Identity;
using Kith.Import;
using Kith.Media;
using Kith.Merging;
using Kith.Notes;
using Kith.Operations;
using Kith.People;
using Kith.Resources;
using Kith.Search;
using Kith.Tls;
using Kith.Trash;
using Kith.Users;
using Kith.Web;

namespace Kith;

/// <summary>The server, put together: a table of contents of what it answers.</summary>
internal static class Server
{
    /// <summary>What is not mapped otherwise.</summary>
    public const string AnyPath = "{*path}";

    public static WebApplication Build(KithOptions options, Database database, Readiness readiness)
    {
        // Settings come from the environment and the command line. A file of the framework's settings would be watched for
        // changes, and with it everything in the folder where Kith was started.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory, ApplicationName = "kith" });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Bytes that are not UTF-8 reach us as text that matches nothing, instead of a bare 400 from the socket.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaximumLength;
        });
        Https.Configure(builder, options.Certificate, database.Clock);
        Logging.Configure(builder.Logging, options.Log);
        Telemetry.Configure(builder, options.Telemetry);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTime);
        builder.Services.AddExceptionHandler<Failures>();
        builder.Services.AddProblemDetails();
        var sessions = new Sessions(database);
        var keyUse = new KeyUse(database);
        builder.Services.AddHostedService(_ => keyUse);
        SignInEndpoints.AddServices(builder.Services, database, readiness, sessions);
        if (options.Oidc is not null)
            OidcEndpoints.AddServices(builder.Services, options.Oidc);
        var routes = new Routes(new Authentication(database, keyUse, options.BootstrapApiKey), sessions, new RateLimit(options.RateLimit, options.Database.Folder is null ? new SharedBudget(database) : new LocalBudget(), database.Clock));
        builder.Services.AddSingleton(services =>
        {
            // Whoever imports people waits for them as whoever sends them one by one does.
            var imports = services.GetRequiredService<ImportsWorker>();
            return new DuplicatesWorker(database, () => readiness.IsOpen, () => routes.Begun + imports.RowsDone, services.GetRequiredService<ILogger<DuplicatesWorker>>());
        });
        builder.Services.AddHostedService(services => services.GetRequiredService<DuplicatesWorker>());
        builder.Services.AddHostedService(services => new TrashWorker(database, () => readiness.IsOpen, services.GetRequiredService<ILogger<TrashWorker>>()));
        builder.Services.AddSingleton(services => new ImportsWorker(database, () => readiness.IsOpen, services.GetRequiredService<ILogger<ImportsWorker>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<ImportsWorker>());
        builder.Services.AddSingleton(services => new BackupsWorker(database, new BackupFolder(options.Backups), options.BackupsKept, services.GetRequiredService<ILogger<BackupsWorker>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<BackupsWorker>());
        WebHost.Configure(builder, database, () => readiness.IsOpen);
        var app = builder.Build();

        var links = new SignedLinks(() => readiness.LinkSigningKey, database.Clock);
        var idempotency = new Idempotency(database);
        var requestLog = new RequestLog(app.Services.GetRequiredService<ILogger<RequestLog>>(), database.Clock);

        Forwarding.Use(app, options.TrustedProxies);
        if (options.Log.Requests)
            app.Use(next => context => requestLog.RunAsync(context, next));
        app.Use(next => context => ServerTiming.RunAsync(context, database.Clock, next));
        app.Use(next => context => ResponseHeaders.RunAsync(context, next));
        app.Use(next => context => FormatSuffix.RunAsync(context, Crm.Vocabulary, next));
        app.Use(app.Services.GetRequiredService<Pipeline>().Take);
        app.UseExceptionHandler();
        app.Use(next => context => readiness.RunAsync(context, next));
        var signIn = app.Services.GetRequiredService<SignInEndpoints>();
        app.Use(next => context => signIn.RunAsync(context, next));
        app.UseRouting();
        WebHost.Map(app);
        var people = new ResourceEndpoints(Person.Resource, database, links, idempotency)
        {
            Examine = DuplicateCheck.ExamineAsync,
            Others = [new UpsertEndpoint(links, idempotency).Operation],
            Other = CardForm.Of(database),
        };
        var merges = new ResourceEndpoints(Merge.Resource, database, links, idempotency);
        var erasures = new ResourceEndpoints(Erasure.Resource, database, links, idempotency);
        var mediaObjects = new ResourceEndpoints(MediaObject.Resource, database, links, idempotency) { Forget = MediaEndpoints.ForgetAsync };
        foreach (var resource in Crm.Vocabulary.Resources.Except([User.Resource, MediaObject.Resource, Person.Resource, Merge.Resource, Erasure.Resource, FileImport.Resource]))
            new ResourceEndpoints(resource, database, links, idempotency).Map(app, routes);
        signIn.Map(app);
        if (options.Oidc is not null)
            OidcEndpoints.Map(app);
        people.Map(app, routes);
        new ResourceEndpoints(User.Resource, database, links, idempotency) { Forget = Accounts.ForgetAsync }.Map(app, routes);
        mediaObjects.Map(app, routes);
        new MediaEndpoints(database, links, idempotency, mediaObjects).Map(app, routes);
        new ResolveEndpoint(database).Map(app, routes);
        new BatchEndpoint(database, links, idempotency).Map(app, routes);
        new HistoryEndpoints(database, idempotency).Map(app, routes);
        new NoteHistoryEndpoints(database, idempotency).Map(app, routes);
        new MergeEndpoints(database, idempotency, people, merges).Map(app, routes);
        new MergedPeopleEndpoint(database).Map(app, routes);
        new TrashEndpoints(database, idempotency).Map(app, routes);
        new RestoreEndpoints(idempotency).Map(app, routes);
        LabelMergeEndpoints.Map(database, idempotency, links, app, routes);
        new ErasingEndpoints(database, idempotency, people, erasures).Map(app, routes);
        new ExportEndpoint(database).Map(app, routes);
        new DossierEndpoint(database, links).Map(app, routes);
        new SearchEndpoint(database).Map(app, routes);
        new DuplicatesEndpoints(database, app.Services.GetRequiredService<DuplicatesWorker>(), links).Map(app, routes);
        new ImportEndpoints(database, idempotency, new ResourceEndpoints(FileImport.Resource, database, links, idempotency), app.Services.GetRequiredService<ImportsWorker>()).Map(app, routes);
        new ApiKeyEndpoints(database).Map(app, routes);
        new BackupEndpoints(database, idempotency, app.Services.GetRequiredService<BackupsWorker>()).Map(app, routes);
        new UserAccountEndpoints(database, app.Services.GetRequiredService<Accounts>(), sessions).Map(app, routes);
        new TenantEndpoint(database, options.RateLimit).Map(app, routes);
        new AuditEndpoint(database).Map(app, routes);
        DiscoveryEndpoints.Map(app);
        DocumentationEndpoints.Map(app);
        HealthEndpoints.Map(app, readiness);
        MetricsEndpoint.Map(app, options);
        app.MapFallback(AnyPath, context => new Problem(404, $"No route found for \"{context.Request.Method} {context.Request.Path}\".").ToAnswer().SendAsync(context));
        return app;
    }
}
