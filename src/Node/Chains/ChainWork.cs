using HospitalChain.Consensus;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>What waits in a chain's inbox. A closed family.</summary>
internal abstract record ChainWork
{
    /// <summary>A message for the core.</summary>
    internal sealed record Tell(CoreMessage Message) : ChainWork;

    /// <summary>A record to take in, its signature verified.</summary>
    /// <param name="Record">The record.</param>
    /// <param name="From">The peer that passed it on; null for a client of this node.</param>
    internal sealed record Submit(SignedRecord Record, Bytes32? From) : ChainWork
    {
        /// <summary>Set for a client when the answer may leave: what it says is durable.</summary>
        public TaskCompletionSource<SubmissionAnswer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>How far has a record come?</summary>
    internal sealed record Ask(Bytes32 RecordId) : ChainWork
    {
        /// <summary>Set when what it says is durable.</summary>
        public TaskCompletionSource<SubmissionAnswer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Verified proof of equivocation from another node.</summary>
    internal sealed record Stop(Equivocation Evidence) : ChainWork;

    /// <summary>A verification job is done.</summary>
    /// <param name="Jobs">Whose; a core started later did not ask for it.</param>
    /// <param name="Message">Its result.</param>
    internal sealed record JobDone(VerificationJobs Jobs, CoreMessage Message) : ChainWork;

    /// <summary>A verification job met a bug.</summary>
    internal sealed record JobFailed(VerificationJobs Jobs, Exception Failure) : ChainWork;

    /// <summary>Something outside the inbox changed.</summary>
    internal sealed record Wake : ChainWork
    {
        public static readonly Wake Instance = new();
    }
}
