using HospitalChain.Consensus;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Chains;

/// <summary>How far a record has come at this node, with the supernode's promise if there is one.</summary>
/// <param name="Answer">The chain's answer; a record that was not taken carries its refusal.</param>
/// <param name="Promise">The signed PROMISE while the record is not decided; null without one.</param>
public sealed record Submission(SubmissionAnswer Answer, Promise? Promise);
